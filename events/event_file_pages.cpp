// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file_pages.hpp"

#include <algorithm>

#include "base/email_address.hpp"
#include "base/time_zone.hpp"
#include "events/event_file.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

constexpr std::size_t most_barriers = 100;
constexpr std::size_t most_line = file_limits::name;

// Puts what is there into the content of a page; what is left out is not kept.
class page_reader {
 public:
  page_reader(const json& from, std::string place, fault_list& wrong)
      : in_(from, std::move(place), wrong) {}

  void line(const char* name, presence needed = presence::optional) {
    keep(name, in_.text(name, needed, {most_line}));
  }
  void lines(std::initializer_list<const char*> names) {
    for (const auto* name : names) line(name);
  }
  void words(const char* name, presence needed = presence::optional) {
    auto texts = in_.texts(name, needed, {file_limits::text, true});
    if (!texts.empty()) made_[name] = std::move(texts);
  }
  void email(const char* name, presence needed = presence::optional) {
    const auto typed = in_.text(name, needed, {most_line});
    const auto address = normalised_email(typed);
    if (!typed.empty() && !address) in_.wrong().add(in_.at(name), "wrong_email");
    keep(name, address.value_or(""));
  }
  void url(const char* name, presence needed = presence::optional) {
    keep(name, in_.url(name, needed));
  }
  void word(const char* name, std::initializer_list<std::string_view> known, presence needed) {
    const auto typed = in_.text(name, needed, {file_limits::key});
    if (typed.empty()) return;
    if (std::find(known.begin(), known.end(), typed) == known.end()) {
      std::string all;
      for (const auto& one : known) all.append(all.empty() ? "" : ", ").append(one);
      in_.wrong().add(in_.at(name), "unknown_word", {{"known", all}});
    }
    keep(name, typed);
  }
  void date(const char* name) {
    const auto typed = in_.text(name, presence::required, {file_limits::key});
    if (typed.empty()) return;
    if (!local_to_instant(typed + "T00:00", "UTC")) in_.wrong().add(in_.at(name), "wrong_date");
    keep(name, typed);
  }
  // An object inside, read by `read(page_reader&)`.
  template <class Read>
  void part(const char* name, Read read) {
    const auto* given = in_.find(name, presence::optional);
    if (!given) return;
    page_reader inner(*given, in_.at(name), in_.wrong());
    read(inner);
    made_[name] = inner.take();
  }
  template <class Read>
  void parts(const char* name, std::size_t most, Read read) {
    auto all = json::array();
    in_.list(name, presence::optional, most, [&](const json& one, std::string place) {
      page_reader inner(one, std::move(place), in_.wrong());
      read(inner);
      all.push_back(inner.take());
    });
    if (!all.empty()) made_[name] = std::move(all);
  }

  bool has(const char* name) const { return made_.contains(name); }
  bool is(const char* name, const char* value) const {
    const auto found = made_.find(name);
    return found != made_.end() && *found == value;
  }
  void fault(const char* name, std::string_view code) { in_.wrong().add(in_.at(name), code); }
  json take() { return std::move(made_); }

 private:
  void keep(const char* name, std::string text) {
    if (!text.empty()) made_[name] = std::move(text);
  }

  object_reader in_;
  json made_ = json::object();
};

void read_imprint(page_reader& in) {
  for (const auto* needed : {"name", "street", "postal_code", "city"}) {
    in.line(needed, presence::required);
  }
  in.email("email", presence::required);
  in.lines(
      {"legal_form", "represented_by", "phone", "register", "vat_id", "supervisory_authority"});
  in.words("text");
}

void read_party(page_reader& in) {
  in.line("name", presence::required);
  in.lines({"street", "postal_code", "city", "phone", "postal"});
  in.email("email");
  in.url("url");
}

void read_privacy(page_reader& in) {
  for (const auto* party : {"controller", "data_protection_officer", "supervisory_authority"}) {
    in.part(party, read_party);
  }
  in.word("legal_basis", {"contract", "public_task"}, presence::optional);
  in.words("text");
}

void read_accessibility(page_reader& in) {
  in.date("declared_on");
  in.word("method", {"self_assessment", "external"}, presence::required);
  in.word("conformance", {"full", "partial", "none"}, presence::required);
  in.parts("barriers", most_barriers, [](page_reader& barrier) {
    barrier.words("text", presence::required);
    barrier.words("reason");
  });
  if (in.is("conformance", "full") && in.has("barriers")) in.fault("barriers", "barriers_of_full");
  in.part("enforcement", read_party);
  in.email("contact");
}

void read_sign_language(page_reader& in) {
  in.url("url", presence::required);
  in.words("title");
}

}  // namespace

json parse_pages(object_reader& from) {
  const auto* given = from.find("pages", presence::optional);
  if (!given) return json::object();
  page_reader in(*given, from.at("pages"), from.wrong());
  in.part("imprint", read_imprint);
  in.part("privacy", read_privacy);
  in.part("accessibility", read_accessibility);
  in.words("plain_language");
  in.part("sign_language", read_sign_language);
  return in.take();
}

json pages_in(const std::string& definition) {
  const auto entry = json::parse(definition, nullptr, false);
  fault_list unheard;  // it has been checked, and what else it holds is read elsewhere
  object_reader from(entry, "", unheard);
  return parse_pages(from);
}

}  // namespace zusage::events
