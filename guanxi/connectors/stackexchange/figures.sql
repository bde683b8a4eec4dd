-- The figures of a question-and-answer community from its journal: score, comment_count, answer_count, tag_count.
SELECT 'score' AS figure, props->>'post' AS thing, sum((props->>'value')::bigint) AS amount
  FROM journal_public_event
 WHERE space_id = %(space_id)s AND source = %(source)s AND type = 'vote.cast' AND NOT voided
 GROUP BY props->>'post'
UNION ALL
SELECT 'comment_count', props->>'post', count(*)
  FROM journal_public_event
 WHERE space_id = %(space_id)s AND source = %(source)s AND type = 'comment.created' AND NOT voided
 GROUP BY props->>'post'
UNION ALL
SELECT 'answer_count', props->>'parent', count(*)
  FROM journal_public_event
 WHERE space_id = %(space_id)s AND source = %(source)s AND type = 'post.created' AND NOT voided
   AND props->>'kind' = 'answer'
 GROUP BY props->>'parent'
UNION ALL
SELECT 'tag_count', tag, count(*)
  FROM journal_public_event, jsonb_array_elements_text(props->'tags') AS tag
 WHERE space_id = %(space_id)s AND source = %(source)s AND type = 'post.created' AND NOT voided
   AND props->>'kind' = 'question'
 GROUP BY tag
