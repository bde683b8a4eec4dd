-- Landing pages and counted figures belong to a code of the same space; and who knows a code may learn whose it is.

ALTER TABLE referral_landing ADD CONSTRAINT referral_landing_code
    FOREIGN KEY (space_id, code_id) REFERENCES referral_code (space_id, id);
ALTER TABLE referral_figures ADD CONSTRAINT referral_figures_code
    FOREIGN KEY (space_id, code_id) REFERENCES referral_code (space_id, id);
ALTER TABLE referral_reckoning ADD CONSTRAINT referral_reckoning_space
    FOREIGN KEY (space_id) REFERENCES spaces_space (id);

-- A link carries a code and no space. Its row answers to the code itself, which nobody can guess, and to nothing near it.
CREATE POLICY referral_code_by_itself ON referral_code FOR SELECT
    USING (code = nullif(current_setting('app.code', true), ''));

-- serves queries.channel_page: the codes of channels, newest first
CREATE INDEX referral_code_channels ON referral_code (space_id, id DESC) WHERE kind = 'channel';
