// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/webhooks.hpp"

#include "base/base64.hpp"
#include "base/hmac.hpp"
#include "events/webhook_calls.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;

TEST_CASE("a signature is that of the specification's example", "[events][webhooks]") {
  // Computed with: openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary | base64
  const auto secret = from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
  CHECK(events::webhook_signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                                  R"({"test": 2432232314})") ==
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("attempts come at longer and longer distances and end after some three days",
          "[events][webhooks]") {
  CHECK(events::webhook_retry_after(1) == 5s);
  CHECK(events::webhook_retry_after(2) == 5min);
  CHECK(events::webhook_retry_after(3) == 30min);
  CHECK(events::webhook_retry_after(4) == 2h);
  std::chrono::seconds all{0}, before{0};
  std::int64_t attempts = 1;
  while (const auto next = events::webhook_retry_after(attempts)) {
    CHECK(*next > before);
    before = *next;
    all += *next;
    ++attempts;
  }
  CHECK(attempts == 10);
  CHECK(all > 72h);
  CHECK(all < 84h);
  CHECK_FALSE(events::webhook_retry_after(0));
}

TEST_CASE("what staff types for a webhook is checked", "[events][webhooks]") {
  const auto codes = [](const events::webhook_choice& typed) {
    std::string all;
    const auto checked = events::check_webhook(typed, false);
    if (checked) return all;
    for (const auto& one : checked.error()) all += one.field + ":" + one.code + " ";
    return all;
  };
  const std::string url = "https://crm.stadt.example.org/zusage";
  CHECK(codes({url, {"consent.given"}, {}}) == "");
  CHECK(codes({"", {}, {}}) == "url:required kinds:required ");
  CHECK(codes({"http://example.org/", {"consent.given"}, {}}) == "url:web_not_https ");
  CHECK(codes({"https://192.168.0.1/", {"consent.given"}, {}}) == "url:web_private ");
  CHECK(codes({url, {"test"}, {}}) == "kinds:unknown_option ");
  CHECK(codes({url, {"consent.given"}, {"phone"}}) == "personal:unknown_option ");
  const auto made = events::check_webhook(
      {"  " + url + " ", {"consent.given", "registration.created", "consent.given"}, {"email"}},
      false);
  CHECK(made->url == url);
  CHECK(made->kinds == std::vector<std::string>{"registration.created", "consent.given"});
  CHECK(made->personal == std::vector<std::string>{"email"});
}
