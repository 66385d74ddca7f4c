// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/faults/clients.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/crypto.hpp"
#include "base/link.hpp"
#include "consent/ledger.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

namespace zusage::tests {
namespace {

using namespace std::chrono_literals;

// What a program, or a proxy before it, says while it is away.
bool is_away(int status) {
  return status == 0 || (status >= 502 && status <= 504);
}

// Sends the same form until it is answered, as a person who presses the button again.
std::string sign_up_at(const door& at, const form& values, const std::atomic<bool>& stop) {
  while (!stop) {
    try {
      const auto answer = at.browser().post("/e/kick-off/register", values);
      if (answer.status == 303) return answer.header("location");
      if (!is_away(answer.status))
        throw std::logic_error("status " + std::to_string(answer.status));
    } catch (const std::runtime_error&) {  // the server is away
    }
    std::this_thread::sleep_for(10ms);
  }
  return {};
}

bool cancel(const door& at, const std::string& page, const std::atomic<bool>& stop) {
  while (!stop) {
    try {
      if (at.browser().post(page + "/cancel", {{"confirm", "yes"}}).status == 303) return true;
    } catch (const std::runtime_error&) {
    }
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

// The path of the link that revokes, made as the mails make it: from the ledger and the key file.
std::string revoke_link(const door& at, const std::string& address) {
  const auto keys = secrets::from_file(at.key_file);
  const consent::ledger ledger(keys.lookup, keys.people);
  schema::database::options beside;
  beside.url = at.database_url;
  beside.writable = false;
  schema::database db(beside);
  const auto id = db.read([&](const schema::reader& r) {
    const auto organiser = *r.value<std::int64_t>("SELECT id FROM organiser");
    return r.value<std::string>(
        "SELECT s.public_id FROM consent_state s JOIN principal p ON p.id = s.principal_id WHERE "
        "p.lookup = :1",
        ledger.lookup_of(organiser, address));
  });
  if (!id) throw std::logic_error("no consent of " + address);
  return "/u/" + links(keys.links, "").token(link_purpose::revoke, *id);
}

// The page by the link of the mails, which outlasts the one that a form led to.
std::string mailed_page(const door& at, const std::string& page) {
  const links make(secrets::from_file(at.key_file).links, "");
  const auto id = make.public_id(link_purpose::browser, page.substr(page.rfind('/') + 1));
  if (!id) throw std::logic_error("no link of a browser: " + page);
  return "/r/" + make.token(link_purpose::registration, *id);
}

bool revoke(const door& at, const std::string& address, const std::atomic<bool>& stop) {
  while (!stop) {
    try {
      const auto link = revoke_link(at, address);
      if (at.browser().post(link, {{"List-Unsubscribe", "One-Click"}}).status == 200) return true;
    } catch (const std::runtime_error&) {  // the server is away, or its database is being recovered
    }
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

void be_a_client(const door& at, int number, ledger_of_clients& ledger,
                 const std::atomic<bool>& stop) {
  for (int i = 0; !stop; ++i) {
    const auto address =
        "c" + std::to_string(number) + "-" + std::to_string(i) + "@stadt.example.org";
    auto values = filled_form(address);
    if (i % 3 == 0) values.emplace_back("consent.newsletter", "yes");
    auto page = sign_up_at(at, values, stop);
    if (page.empty()) return;
    // Revoking by a mailed link ends the link that the form led to.
    if (i % 3 == 0) page = mailed_page(at, page);
    ledger.add(address, page);
    if (i % 3 == 0 && revoke(at, address, stop)) {
      const std::lock_guard lock(ledger.mutex);
      ledger.revoked.insert(address);
    }
    if (i % 5 == 4 && cancel(at, page, stop)) {
      const std::lock_guard lock(ledger.mutex);
      ledger.cancelled.insert(address);
    }
  }
}

}  // namespace

void ledger_of_clients::complain(const std::string& what) {
  const std::lock_guard lock(mutex);
  complaints.push_back(what);
}

void ledger_of_clients::add(const std::string& address, const std::string& page) {
  const std::lock_guard lock(mutex);
  registered[address] = page;
}

crowd::crowd(const door& at, int clients, ledger_of_clients& ledger) {
  for (int i = 0; i < clients; ++i) {
    threads_.emplace_back([this, at, i, &ledger] {
      try {
        be_a_client(at, i, ledger, stop_);
      } catch (const std::logic_error& e) {
        ledger.complain(e.what());
      }
    });
  }
}

crowd::~crowd() {
  finish();
}

void crowd::finish() {
  stop_ = true;
  for (auto& one : threads_) {
    if (one.joinable()) one.join();
  }
}

nlohmann::json event_with_seats(std::int64_t seats) {
  auto file = sample_event_file();
  file["events"][0]["capacity"] = seats;
  for (auto& session : file["events"][0]["sessions"]) session.erase("capacity");
  return file;
}

std::size_t rounds_of_kills() {
  return std::getenv("ZUSAGE_LONG") ? 200 : 20;
}

std::string check_against(const ledger_of_clients& told, const nlohmann::json& exported,
                          std::int64_t seats, const std::vector<std::string>& mails) {
  std::map<std::string, std::string> status_of;
  std::set<std::string> revoked;
  std::int64_t confirmed = 0, twice = 0;
  for (const auto& row : exported) {
    const auto status = row["status"].get<std::string>();
    if (status == "confirmed") ++confirmed;
    if (row["consent.newsletter"].get<std::string>().rfind("revoked ", 0) == 0)
      revoked.insert(row["email"]);
    twice += !status_of.emplace(row["email"].get<std::string>(), status).second;
  }
  CHECK(told.complaints == std::vector<std::string>());
  CHECK(twice == 0);
  CHECK(confirmed <= seats);
  for (const auto& address : told.cancelled) CHECK(status_of[address] == "cancelled");
  for (const auto& [address, page] : told.registered) CHECK(status_of.count(address) == 1);
  CHECK_FALSE(told.revoked.empty());
  for (const auto& address : told.revoked) CHECK(revoked.count(address) == 1);

  // At least one mail for each; how many came twice is counted, not hidden.
  std::map<std::string, int> mails_to, by_id;
  for (const auto& mail : mails) {
    ++mails_to[mail_header(mail, "To")];
    ++by_id[mail_header(mail, "Message-ID")];
  }
  std::size_t without = 0, doubled = 0;
  for (const auto& [address, page] : told.registered) {
    without += std::none_of(mails_to.begin(), mails_to.end(), [&, a = address](const auto& one) {
      return one.first.find(a) != std::string::npos;
    });
  }
  for (const auto& [id, count] : by_id) doubled += count > 1;
  CHECK(without == 0);
  return std::to_string(told.registered.size()) + " sign-ups and " +
         std::to_string(told.revoked.size()) + " revocations acknowledged, " +
         std::to_string(mails.size()) + " mails, " + std::to_string(doubled) +
         " of them more than once";
}

}  // namespace zusage::tests
