"""What a head's logits mean, task by task: pure functions over logits, one file a task."""
