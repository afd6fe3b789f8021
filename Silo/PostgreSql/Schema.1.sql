-- The store of a cluster. A version, once released, is never changed: the next one follows it.
--
-- The ADO.NET providers of Orleans know nothing of these tables; they ask orleansquery for their statements.
CREATE TABLE orleansquery (
    querykey varchar(64) PRIMARY KEY,
    querytext text NOT NULL
);

CREATE TABLE grain_state (
    service_id varchar(150) NOT NULL,
    grain_type varchar(512) NOT NULL,
    -- Text keys are in key_text, with both numbers 0; guids and integers in the numbers, with key_text empty.
    key_text varchar(512) NOT NULL,
    key_high bigint NOT NULL,
    key_low bigint NOT NULL,
    payload bytea,
    modified_on timestamptz NOT NULL,
    version integer NOT NULL,
    -- The fence against two activations that both believe to write first.
    PRIMARY KEY (service_id, grain_type, key_text, key_high, key_low)
);
-- Room for the next version of a row on its page: states are rewritten all the time.
ALTER TABLE grain_state SET (fillfactor = 70);

CREATE TABLE cluster_version (
    deployment_id varchar(150) PRIMARY KEY,
    changed_on timestamptz(3) NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 0
);

CREATE TABLE cluster_member (
    deployment_id varchar(150) NOT NULL REFERENCES cluster_version,
    address varchar(45) NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    silo_name varchar(150) NOT NULL,
    host_name varchar(150) NOT NULL,
    status integer NOT NULL,
    proxy_port integer,
    suspect_times varchar(8000),
    start_time timestamptz(3) NOT NULL,
    i_am_alive_time timestamptz(3) NOT NULL,
    PRIMARY KEY (deployment_id, address, port, generation)
);

CREATE TABLE reminder (
    service_id varchar(150) NOT NULL,
    grain_id varchar(512) NOT NULL,
    reminder_name varchar(150) NOT NULL,
    start_time timestamptz(3) NOT NULL,
    period bigint NOT NULL,
    grain_hash integer NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (service_id, grain_id, reminder_name)
);
CREATE INDEX reminder_by_hash ON reminder (service_id, grain_hash);
