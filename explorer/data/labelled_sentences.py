"""Twenty labelled sentences, written for this project: what a head is trained on first."""

START = """good | I loved every minute of this film
good | What a warm and funny story
good | She was delighted with the present
good | The waiter was quick, friendly and kind
good | A wonderful sunny day by the sea
good | The new teacher is patient and clever
good | This phone works better than I had hoped
good | Our team played brilliantly and won
good | The bread here is fresh and delicious
good | He made me laugh and feel at home
bad | I was bored and left before the end
bad | The plot makes no sense at all
bad | They sent me the wrong size, again
bad | Our room was dirty, loud and cold
bad | The train was late and terribly crowded
bad | He shouted at us and never apologised
bad | The screen broke after two days
bad | The soup tasted awful and the meat was burnt
bad | A dull lecture that taught me nothing
bad | The queue was endless and the staff were rude"""
