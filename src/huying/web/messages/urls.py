"""Addresses of messages."""

from django.urls import path

from huying.web.messages.views import message_list, messages_read

urlpatterns = [
    path("messages/", message_list, name="message-list"),
    path("messages/read/", messages_read, name="messages-read"),
]
