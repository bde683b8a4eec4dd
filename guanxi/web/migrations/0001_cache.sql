-- Django's cache, for what must be counted over all processes: tries of a password, used second factors.
CREATE TABLE web_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
-- serves the removal of what has expired
CREATE INDEX web_cache_expires ON web_cache (expires);
GRANT SELECT, INSERT, UPDATE, DELETE ON web_cache TO guanxi_app;
