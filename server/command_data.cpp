// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <iostream>

#include "base/email_address.hpp"
#include "events/erase_person.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"
#include "server/erasure_view.hpp"
#include "server/stored_data.hpp"
#include "server/stored_data_view.hpp"

namespace zusage::server {
namespace {

// What the commands work with, beside a server or in its place.
struct data_parts {
  secrets keys;
  zusage::links links;
  consent::ledger ledger;
  mailer::outbox outbox;
  events::registrar registrar;
  events::catalogue catalogue;

  explicit data_parts(const configuration& config)
      : keys(secrets::from_existing_file(config.key_file)),
        links(keys.links, config.base_url),
        ledger(keys.lookup, keys.people),
        outbox(config.host()),
        registrar(ledger, outbox) {}

  events::data_tools tools() const { return {ledger, outbox, {keys.lookup, keys.people}, links}; }
};

struct known_organiser {
  std::int64_t id = 0;
  std::string key;
};

std::string address_or_throw(const std::string& typed) {
  auto address = normalised_email(typed);
  if (!address) throw std::runtime_error(typed + " is not an e-mail address");
  return std::move(*address);
}

std::optional<std::int64_t> find_organiser(const schema::reader& db, const std::string& key) {
  if (key.empty()) return {};
  const auto id = db.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", key);
  if (!id) throw std::runtime_error("there is no organiser " + key);
  return id;
}

schema::database open_for_reading(const configuration& config) {
  auto options = database_options(config);
  options.writable = false;
  return schema::database(options);
}

nlohmann::json find_stored(const schema::reader& db, data_parts& with,
                           const data_options& options) {
  return stored_data(db, {with.ledger, with.catalogue, with.links},
                     {address_or_throw(options.email), web::find_locale(options.language), now(),
                      find_organiser(db, options.organiser)});
}

std::string value_words(const nlohmann::json& values) {
  std::string all;
  for (const auto& one : values)
    all += one.at("text").get<std::string>() + one.at("after").get<std::string>();
  return all;
}

void print_facts(const std::string& heading, const nlohmann::json& facts) {
  std::cout << "  " << heading << "\n";
  for (const auto& one : facts)
    std::cout << "    " << one.at("label").get<std::string>() << ": "
              << value_words(one.at("value")) << "\n";
}

void print_consents(const nlohmann::json& consents) {
  for (const auto& one : consents) {
    std::cout << "  " << one.at("purpose_title").get<std::string>() << " ("
              << one.at("channel").get<std::string>() << ")\n";
    for (const auto& record : one.at("records"))
      std::cout << "    " << record.at("at").get<std::string>() << ": "
                << record.at("state").get<std::string>() << " – "
                << record.at("method").get<std::string>() << "\n";
  }
}

void print_messages(const nlohmann::json& shown, const web::locale& in) {
  if (!shown.at("messages").empty()) std::cout << "  " << in.text("data_request.messages") << "\n";
  for (const auto& one : shown.at("messages")) {
    const auto about = one.at("about").get<std::string>();
    std::cout << "    " << one.at("at").get<std::string>() << ": "
              << one.at("kind").get<std::string>() << (about.empty() ? "" : ": ") << about << " – "
              << one.at("state").get<std::string>() << "\n";
  }
  const auto more = shown.at("more_messages").get<std::string>();
  if (!more.empty()) std::cout << "    " << more << "\n";
}

void print_organiser(const nlohmann::json& organiser, const web::locale& in) {
  const auto shown = stored_data_view(organiser, in);
  std::cout << shown.at("key").get<std::string>() << " – " << shown.at("name").get<std::string>()
            << "\n";
  for (const auto& one : shown.at("requests"))
    std::cout << "  " << one.at("text").get<std::string>() << "\n";
  for (const auto& one : shown.at("registrations"))
    print_facts(one.at("event_title").get<std::string>(), one.at("facts"));
  for (const auto& one : shown.at("ring_positions"))
    print_facts(one.at("member").get<std::string>(), one.at("facts"));
  print_consents(shown.at("consents"));
  print_messages(shown, in);
}

// Those that know the address, or the one that was named.
std::vector<known_organiser> organisers_with_data(const schema::reader& db, data_parts& with,
                                                  const data_options& options) {
  std::vector<known_organiser> found;
  const auto stored = find_stored(db, with, options);
  for (const auto& one : stored.at("organisers")) {
    const auto key = one.at("key").get<std::string>();
    found.push_back({find_organiser(db, key).value_or(0), key});
  }
  return found;
}

// A request like any other, so that it is told and written down in the same way.
std::string erase_at(schema::transaction& tx, data_parts& with, const known_organiser& at,
                     const data_options& options) {
  const auto moment = now();
  events::new_data_request what;
  what.organiser_id = at.id;
  what.kind = "erase";
  what.email = address_or_throw(options.email);
  what.language = options.language;
  what.source = "command-line";
  what.by.source = "command line";
  what.by.actor = "the operator";
  const auto reference = events::ask_for(tx, with.tools(), what, moment);
  if (!reference) throw std::runtime_error("the request could not be written down");
  const auto parts = events::stored_parts(tx, with.ledger, {at.id, what.email}, moment);
  const auto outcome = events::carry_out_erasure(
      tx, {with.registrar, with.catalogue, with.tools()}, organisers::scope::of_operator(at.id),
      {*reference, events::fingerprint_of(parts)}, moment);
  if (outcome != events::erasure_outcome::done)
    throw std::runtime_error("somebody else answers the request " + *reference + "; try again");
  return *reference;
}

}  // namespace

void show_data(const configuration& config, const data_options& options) {
  data_parts with(config);
  const auto& in = web::find_locale(options.language);
  auto db = open_for_reading(config);
  db.read([&](const schema::reader& reader) {
    const auto stored = find_stored(reader, with, options);
    if (stored.at("organisers").empty())
      std::cout << in.text("data_request.nothing") << " " << stored.at("address").get<std::string>()
                << "\n";
    for (const auto& one : stored.at("organisers")) print_organiser(one, in);
  });
}

void export_data(const configuration& config, const data_options& options) {
  data_parts with(config);
  auto db = open_for_reading(config);
  db.read([&](const schema::reader& reader) {
    std::cout << find_stored(reader, with, options)
                     .dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
              << "\n";
  });
}

void erase_data(const configuration& config, const data_options& options) {
  data_parts with(config);
  const auto email = address_or_throw(options.email);
  const auto& in = web::find_locale(options.language);
  const bool acts = options.yes && !options.dry_run;
  auto beside = database_options(config);
  beside.writable = acts;
  schema::database db(beside);
  std::vector<known_organiser> found;
  db.read([&](const schema::reader& reader) {
    found = organisers_with_data(reader, with, options);
    for (const auto& one : found) {
      const auto parts = events::stored_parts(reader, with.ledger, {one.id, email}, now());
      std::cout << one.key << "\n" << erasure_text(parts, in);
    }
  });
  if (found.empty()) throw std::runtime_error("nothing is stored of " + email);
  if (options.dry_run) return;
  if (!options.yes)
    throw std::runtime_error("nothing was erased; repeat the command with --yes to erase it");
  for (const auto& one : found) {
    const auto reference =
        db.write([&](schema::transaction& tx) { return erase_at(tx, with, one, options); });
    std::cerr << "erased at " << one.key << ", request " << reference << "\n";
  }
}

}  // namespace zusage::server
