"""The app around the library: the only home of streamlit outside app.py and pages/."""
