#!/bin/sh
# Makes the secrets of a site in the folder `secrets`, beside docker-compose.yml. What is there already stays.
#   sh leverage/deploy/make_secrets.sh [FOLDER]
# The folder is closed to everybody else. The files in it are not: a container that is not root reads them.
set -eu
folder="${1:-secrets}"
umask 077
mkdir -p "$folder"
chmod 700 "$folder"

random() { od -An -tx1 -N32 /dev/urandom | tr -d ' \n'; }

keep() {
    if [ -e "$folder/$1" ]; then
        echo "kept:  $folder/$1"
    else
        cat >"$folder/$1.new"
        chmod 444 "$folder/$1.new"
        mv "$folder/$1.new" "$folder/$1"
        echo "made:  $folder/$1"
    fi
}

random | keep secret_key
random | keep metrics_token
random | keep database_admin_password
random | keep database_password
random | keep broker_password
echo "postgresql://leverage:$(cat "$folder/database_password")@database/leverage" | keep database_url
echo "redis://:$(cat "$folder/broker_password")@broker:6379/0" | keep redis_url
