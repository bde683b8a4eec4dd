-- as guanxi/insight/sql/fix2.sql
SELECT day, amount FROM insight_day; -- <- bad
