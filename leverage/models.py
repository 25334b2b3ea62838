"""The account: a made-up name and a password, and nothing else about a person."""

from __future__ import annotations

import hashlib
import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None) -> User:
        """Make an account; without a password nobody can sign in to it."""
        user = self.model(username=self.model.normalize_username(username))
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None) -> User:
        """Make an account for staff with every permission (Django's own command calls this)."""
        user = self.create_user(username, password)
        user.is_staff = user.is_superuser = True
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """An account (privacy.md 4). No e-mail, no name, no date of joining, no last sign-in."""

    # Removes the column, and with it the update that Django makes at every sign-in.
    last_login = None

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(
        _("made-up name"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("This name is taken. Choose another one.")},
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        # Never the name: this string ends up in logs and error reports.
        return "account"

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Return a name as it is kept: in small letters, so that two never differ in case alone."""
        return super().normalize_username(username).lower()


class DeletedAccount(models.Model):
    """That some account was deleted, so that no backup brings it back (leverage.backups).

    A fingerprint of a random number that no row has any more: it tells neither whose account it was nor when.
    """

    mark = models.BinaryField(
        primary_key=True, max_length=32, help_text="SHA-256 of the account's random number."
    )

    def __str__(self) -> str:
        return "deleted account"

    @staticmethod
    def mark_of(account: uuid.UUID) -> bytes:
        """Return the fingerprint under which an account is remembered as deleted."""
        return hashlib.sha256(b"leverage/deleted-account/v1|" + account.bytes).digest()


class PageVersion(models.Model):
    """A mark of what public pages show, made anew by the database with each change of it (leverage.page_versions).

    Random, and about nobody: tables about people and conversations do not change it.
    """

    mark = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return "page version"


class Vault(models.Model):
    """What an account chose to keep here: bytes that only its holder can open (privacy.md 8).

    Encrypted in the browser to a passphrase that never comes here, and padded, so that its size tells nothing.
    """

    # Random, so that the order of rows is not the order of making.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(User, on_delete=models.CASCADE, related_name="vault")
    ciphertext = models.BinaryField(help_text="An age file, padded before it was encrypted.")

    def __str__(self) -> str:
        return "vault"
