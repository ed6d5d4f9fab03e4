-- Spread the tables of plans over the workers of a Citus cluster, by the plan's id. Written by scripts/citus.py.
-- Run it once, on the coordinator, after `teamup prepare`:  psql "$TEAMUP_DATABASE_URL" -f deploy/citus.sql
-- Everything else (courses, accounts, sessions, tasks, limits) stays on the coordinator: it is small, or of no plan.

BEGIN;

-- What is unique among all plans cannot be watched over by one worker. These are digests of 74 bits and more, drawn at
-- random: they stay unique by themselves, and are found by their index.
DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT c.conname, c.conrelid::regclass AS place FROM pg_constraint c
    WHERE c.contype = 'u' AND c.conrelid::regclass::text = ANY (ARRAY[
      'plans_plan',
      'core_event',
      'delivery_letter',
      'delivery_sendercode',
      'plans_actionstep',
      'plans_agreement',
      'plans_answer',
      'plans_answerchange',
      'plans_answermark',
      'plans_browsergrant',
      'plans_calendarfeed',
      'plans_checkreply',
      'plans_checkround',
      'plans_comment',
      'plans_datemail',
      'plans_handover',
      'plans_invitation',
      'plans_member',
      'plans_namedversion',
      'plans_presence',
      'plans_sharelink',
      'plans_signer',
      'plans_talkmail',
      'plans_thread'])
    AND NOT EXISTS (
      SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
      AND a.attname = CASE WHEN c.conrelid = 'plans_plan'::regclass THEN 'id' ELSE 'plan_id' END)
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.place, one.conname);
  END LOOP;
END $$;
CREATE INDEX calendarfeed_by_token_hash ON plans_calendarfeed (token_hash);
CREATE INDEX datemail_by_link_hash ON plans_datemail (link_hash);
CREATE INDEX invitation_by_code_hash ON plans_invitation (code_hash);
CREATE INDEX plan_by_key ON plans_plan (key_hash);
CREATE INDEX sharelink_by_token_hash ON plans_sharelink (token_hash);
CREATE INDEX signer_by_link_hash ON plans_signer (link_hash);
CREATE INDEX talkmail_by_link_hash ON plans_talkmail (link_hash);

SELECT create_distributed_table('plans_plan', 'id');
SELECT create_distributed_table('core_event', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('delivery_letter', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('delivery_sendercode', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_actionstep', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_agreement', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_answer', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_answerchange', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_answermark', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_browsergrant', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_calendarfeed', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_checkreply', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_checkround', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_comment', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_datemail', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_handover', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_invitation', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_member', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_namedversion', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_presence', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_sharelink', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_signer', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_talkmail', 'plan_id', colocate_with => 'plans_plan');
SELECT create_distributed_table('plans_thread', 'plan_id', colocate_with => 'plans_plan');

COMMIT;
