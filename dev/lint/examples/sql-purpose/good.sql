-- as guanxi/insight/sql/days.sql
-- What each local day earned, newest first.
SELECT day, amount FROM insight_day ORDER BY day DESC;
