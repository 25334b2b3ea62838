"""Where the shipped catalogue lies."""

from pathlib import Path
from typing import Final

CATALOGUE_FOLDER: Final = Path(__file__).resolve().parent / "catalogue"
