-- The statements by which the ADO.NET providers of Orleans use the tables. Keys, parameters and names of results are theirs.
-- Replaced as a whole: processes read them when they start.
DELETE FROM orleansquery;

INSERT INTO orleansquery (querykey, querytext) VALUES
-- Grain state. A version of null means that the writer met no row; a result that is the version given means that it lost.
('WriteToStorageKey', $query$
WITH inserted AS (
    INSERT INTO grain_state (service_id, grain_type, key_text, key_high, key_low, payload, modified_on, version)
    SELECT @ServiceId, @GrainTypeString, COALESCE(@GrainIdExtensionString::text, ''), @GrainIdN0, @GrainIdN1, @PayloadBinary::bytea, now(), 1
    WHERE @GrainStateVersion::integer IS NULL
    ON CONFLICT DO NOTHING
    RETURNING version
), updated AS (
    UPDATE grain_state SET payload = @PayloadBinary::bytea, modified_on = now(), version = version + 1
    WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND key_text = COALESCE(@GrainIdExtensionString::text, '')
        AND key_high = @GrainIdN0 AND key_low = @GrainIdN1 AND version = @GrainStateVersion::integer
    RETURNING version
)
SELECT COALESCE((SELECT version FROM inserted), (SELECT version FROM updated), @GrainStateVersion::integer) AS NewGrainStateVersion
$query$),
('ReadFromStorageKey', $query$
SELECT payload AS PayloadBinary, now() AT TIME ZONE 'utc' AS ReadOn, version AS Version
FROM grain_state
WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND key_text = COALESCE(@GrainIdExtensionString::text, '')
    AND key_high = @GrainIdN0 AND key_low = @GrainIdN1
$query$),
('ClearStorageKey', $query$
UPDATE grain_state SET payload = NULL, modified_on = now(), version = version + 1
WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND key_text = COALESCE(@GrainIdExtensionString::text, '')
    AND key_high = @GrainIdN0 AND key_low = @GrainIdN1 AND version = @GrainStateVersion::integer
RETURNING version AS NewGrainStateVersion
$query$),
('DeleteStorageKey', $query$
DELETE FROM grain_state
WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND key_text = COALESCE(@GrainIdExtensionString::text, '')
    AND key_high = @GrainIdN0 AND key_low = @GrainIdN1 AND version = @GrainStateVersion::integer
RETURNING version + 1 AS NewGrainStateVersion
$query$),
-- Members. A change of a member and the new version of the table are one change or none.
('InsertMembershipVersionKey', $query$
WITH inserted AS (
    INSERT INTO cluster_version (deployment_id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1
)
SELECT count(*)::integer FROM inserted
$query$),
('InsertMembershipKey', $query$
WITH next AS (
    UPDATE cluster_version SET changed_on = now(), version = version + 1
    WHERE deployment_id = @DeploymentId AND version = @Version AND NOT EXISTS (
        SELECT 1 FROM cluster_member
        WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING deployment_id
), inserted AS (
    INSERT INTO cluster_member (
        deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive_time)
    SELECT deployment_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    FROM next
    RETURNING 1
)
SELECT count(*)::integer FROM inserted
$query$),
('UpdateMembershipKey', $query$
WITH next AS (
    UPDATE cluster_version SET changed_on = now(), version = version + 1
    WHERE deployment_id = @DeploymentId AND version = @Version AND EXISTS (
        SELECT 1 FROM cluster_member
        WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING deployment_id
), updated AS (
    UPDATE cluster_member AS member
    SET status = @Status, suspect_times = @SuspectTimes::text, i_am_alive_time = @IAmAliveTime
    FROM next
    WHERE member.deployment_id = next.deployment_id
        AND member.address = @Address AND member.port = @Port AND member.generation = @Generation
    RETURNING 1
)
SELECT count(*)::integer FROM updated
$query$),
('UpdateIAmAlivetimeKey', $query$
UPDATE cluster_member SET i_am_alive_time = @IAmAliveTime
WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$query$),
('MembershipReadRowKey', $query$
SELECT cluster.deployment_id AS DeploymentId, member.address AS Address, member.port AS Port, member.generation AS Generation,
    member.silo_name AS SiloName, member.host_name AS HostName, member.status AS Status, member.proxy_port AS ProxyPort,
    member.suspect_times AS SuspectTimes, member.start_time AS StartTime, member.i_am_alive_time AS IAmAliveTime,
    cluster.version AS Version
FROM cluster_version AS cluster
LEFT JOIN cluster_member AS member ON member.deployment_id = cluster.deployment_id
    AND member.address = @Address AND member.port = @Port AND member.generation = @Generation
WHERE cluster.deployment_id = @DeploymentId
$query$),
('MembershipReadAllKey', $query$
SELECT cluster.deployment_id AS DeploymentId, member.address AS Address, member.port AS Port, member.generation AS Generation,
    member.silo_name AS SiloName, member.host_name AS HostName, member.status AS Status, member.proxy_port AS ProxyPort,
    member.suspect_times AS SuspectTimes, member.start_time AS StartTime, member.i_am_alive_time AS IAmAliveTime,
    cluster.version AS Version
FROM cluster_version AS cluster
LEFT JOIN cluster_member AS member ON member.deployment_id = cluster.deployment_id
WHERE cluster.deployment_id = @DeploymentId
$query$),
('GatewaysQueryKey', $query$
SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
FROM cluster_member
WHERE deployment_id = @DeploymentId AND status = @Status AND proxy_port > 0
$query$),
('DeleteMembershipTableEntriesKey', $query$
DELETE FROM cluster_member WHERE deployment_id = @DeploymentId;
DELETE FROM cluster_version WHERE deployment_id = @DeploymentId;
$query$),
-- 3 is Active.
('CleanupDefunctSiloEntriesKey', $query$
DELETE FROM cluster_member WHERE deployment_id = @DeploymentId AND i_am_alive_time < @IAmAliveTime AND status <> 3
$query$),
-- Reminders.
('UpsertReminderRowKey', $query$
INSERT INTO reminder (service_id, grain_id, reminder_name, start_time, period, grain_hash, version)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE
SET start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = reminder.version + 1
RETURNING version AS Version
$query$),
('ReadReminderRowsKey', $query$
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM reminder WHERE service_id = @ServiceId AND grain_id = @GrainId
$query$),
('ReadReminderRowKey', $query$
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM reminder WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName
$query$),
('ReadRangeRows1Key', $query$
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM reminder WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
$query$),
('ReadRangeRows2Key', $query$
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM reminder WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)
$query$),
('DeleteReminderRowKey', $query$
WITH deleted AS (
    DELETE FROM reminder
    WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName AND version = @Version
    RETURNING 1
)
SELECT count(*)::integer FROM deleted
$query$),
('DeleteReminderRowsKey', $query$
DELETE FROM reminder WHERE service_id = @ServiceId
$query$);
