-- Run once by a superuser, in a cluster without the site's database: makes it and its role, with the two rights that
-- the hourly rewrite needs. The password is read from a file, so that it is in no list of processes:
--   psql --set=password_file=/run/secrets/database_password --file=first_start.sql
\if :{?password_file}
\else
\set password_file /run/secrets/database_password
\endif
\set password `cat :password_file`
SET log_min_error_statement = panic;
CREATE ROLE leverage LOGIN PASSWORD :'password';
CREATE DATABASE leverage OWNER leverage;
GRANT pg_checkpoint TO leverage;
\connect leverage
REVOKE ALL ON DATABASE leverage FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_switch_wal() TO leverage;
