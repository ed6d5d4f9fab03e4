"""What every response tells the browser it may do."""

from django.http import HttpRequest, HttpResponse

from teamup.web.policy import CONTENT_POLICY, ContentPolicyMiddleware


def respond(response: HttpResponse) -> HttpResponse:
    answered = ContentPolicyMiddleware(lambda _request: response)(HttpRequest())
    assert isinstance(answered, HttpResponse)
    return answered


def test_every_response_carries_the_content_policy_and_its_companions():
    response = respond(HttpResponse("hello"))

    assert response["Content-Security-Policy"] == CONTENT_POLICY
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    rules = dict(rule.split(" ", 1) for rule in CONTENT_POLICY.split("; "))

    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in CONTENT_POLICY
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"


def test_a_view_may_set_a_stricter_header_of_its_own():
    response = HttpResponse("hello", headers={"Referrer-Policy": "no-referrer"})

    assert respond(response)["Referrer-Policy"] == "no-referrer"
