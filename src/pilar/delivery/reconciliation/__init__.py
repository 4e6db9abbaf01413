"""What providers answered, line by line, against what was ordered; repair of failed payments; closing of a stage."""
