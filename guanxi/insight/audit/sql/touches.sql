-- No click counts twice: a visitor's touches of a code form one chain, each later than the one before.
SELECT CASE
    WHEN count(*) OVER (PARTITION BY t.visitor, t.code_id, t.after_id) > 1 THEN 'two touches follow touch ' || coalesce(t.after_id::text, 'none')
        || ' of code ' || t.code_id
    WHEN t.after_id IS NOT NULL AND (b.id IS NULL OR b.code_id <> t.code_id OR b.at > t.at) THEN 'touch ' || t.id || ' follows one that it cannot'
    END AS offence
FROM referral_touch t LEFT JOIN referral_touch b ON b.space_id = t.space_id AND b.id = t.after_id WHERE t.space_id = %(space)s
