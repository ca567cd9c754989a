"""What rules say and mend: findings, and edits of the text, in the program's own names. Above the interpreter."""
