// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/command_line.hpp"

#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "base/crypto.hpp"
#include "server/commands.hpp"

namespace zusage::server {
namespace {

constexpr int done = 0, failed = 1, wrong_usage = 2, try_again = 75;  // sysexits.h

// What the options of all commands are written to, and the command that was named.
struct command_line {
  CLI::App app{"Event and webinar registration with consent management", "zusage"};
  std::string config_file, file, email, purpose, target;
  std::vector<std::string> kept_heads;
  bool dry_run = false;
  demo_options demo;
  export_options exporting;
  user_options user;
  data_options person;
  consent_import_options list;
  registration_import_wanted people;
  events::wanted_edition edition;
  std::function<void()> run;

  configuration config() const { return load_configuration(config_file, process_environment()); }

  CLI::App* add(CLI::App* to, const std::string& name, const std::string& help,
                std::function<void()> action) {
    auto* command = to->add_subcommand(name, help);
    command->callback([this, action = std::move(action)] { run = action; });
    return command;
  }

  CLI::App* add_configured(CLI::App* to, const std::string& name, const std::string& help,
                           std::function<void()> action) {
    auto* command = add(to, name, help, std::move(action));
    command->add_option("--config", config_file, "configuration file (TOML)")->required();
    return command;
  }

  CLI::App* add_group(const std::string& name, const std::string& help) {
    auto* group = app.add_subcommand(name, help);
    group->require_subcommand(1);
    return group;
  }

  void add_operating() {
    add_configured(&app, "serve", "serve pages and send mail", [this] { serve(config()); });
    add_configured(&app, "mailer", "send mail only (PostgreSQL)", [this] { run_mailer(config()); });
    auto* demonstration =
        add(&app, "demo", "serve the demonstration", [this] { demonstrate(demo); });
    demonstration->add_option("--listen", demo.listen, "ADDRESS:PORT")->capture_default_str();
    demonstration->add_option("--directory", demo.directory, "where its data are kept")
        ->capture_default_str();
    add_configured(&app, "migrate", "bring the database to this version",
                   [this] { migrate_database(config()); });
    add_configured(&app, "check", "check integrity, references and consent chains",
                   [this] { check_database(config()); });
    auto* backup = add_configured(&app, "backup", "copy the database, also while it is in use",
                                  [this] { back_up(config(), file); });
    backup->add_option("file", file, "new file")->required();
    auto* copying =
        add_configured(&app, "copy", "copy everything into another database, of either kind",
                       [this] { copy_installation(config(), target); });
    copying->add_option("--to", target, "its URL: sqlite:/path or postgresql://…")->required();
  }

  void add_lists(CLI::App* importing) {
    auto* consents = add_configured(importing, "consents", "subscribers with their evidence",
                                    [this] { import_consent_list(config(), list); });
    consents->add_option("--purpose", list.purpose, "key of the purpose")->required();
    auto* revocations =
        add_configured(importing, "revocations", "addresses that are not to be used",
                       [this] { import_revocation_list(config(), list); });
    revocations->add_option("--purpose", list.purpose, "key of the purpose; all if not given");
    for (auto* one : {consents, revocations}) {
      one->add_option("file", list.file, "CSV with a line of headings")->required();
      one->add_option("--organiser", list.organiser, "key of the organiser")->required();
      one->add_flag("--dry-run", list.dry_run, "say what would be done and change nothing");
      one->add_flag("--only-good", list.only_good, "take the good rows although others are broken");
    }
  }

  void add_people_of_others(CLI::App* importing) {
    auto* one = add_configured(importing, "registrations", "an event's registrations as CSV",
                               [this] { import_registration_list(config(), people); });
    one->add_option("file", people.file, "CSV with a line of headings")->required();
    one->add_option("--event", people.event, "slug of the event")->required();
    one->add_option("--from", people.from, "which system wrote it")
        ->check(CLI::IsMember({"zusage", "pretix", "indico", "hievents", "other"}))
        ->required();
    one->add_option("--column", people.columns, "HEADING=FIELD: what a column means; repeatable")
        ->allow_extra_args(false);
    one->add_flag("--dry-run", people.dry_run, "say what would be done and change nothing");
    one->add_flag("--mail", people.mail, "tell everybody who comes or waits by mail");
    one->add_flag("--only-good", people.only_good, "take the good rows although others are broken");
    one->add_flag("--over-capacity", people.over_capacity, "give places beyond the capacity");
    one->add_flag("--with-open", people.with_open,
                  "take also who is not paid, decided or confirmed yet in the other system");
    one->add_flag("--with-outside", people.with_outside,
                  "take also whose municipality is not one that the event is for");
  }

  void add_data() {
    auto* importing = add_group("import", "take data in");
    auto* events = add_configured(importing, "events", "an event file",
                                  [this] { import_event_file(config(), file); });
    events->add_option("file", file, "JSON")->required();
    auto* municipalities =
        add_configured(importing, "municipalities", "the official directory of municipalities",
                       [this] { import_municipality_file(config(), file); });
    municipalities->add_option("file", file, "GV100AD as .txt, or a table as .csv")->required();
    add_lists(importing);
    add_people_of_others(importing);
    auto* group = add_group("export", "give data out");
    auto* registrations =
        add_configured(group, "registrations", "the registrations of an event",
                       [this] { export_event_registrations(config(), exporting); });
    registrations->add_option("--event", exporting.event, "slug of the event")->required();
    registrations->add_option("--format", exporting.format)
        ->check(CLI::IsMember({"csv", "xlsx", "json"}))
        ->capture_default_str();
    registrations->add_option("--for", "a spreadsheet's dialect of CSV")
        ->check(CLI::IsMember({"excel-de"}))
        ->each([this](const std::string&) { exporting.excel_de = true; });
    registrations
        ->add_option("--columns", exporting.columns, "keys of columns, with commas between")
        ->delimiter(',');
    registrations->add_option("-o,--output", exporting.file, "file; standard output if not given");
  }

  void add_event() {
    auto* events = add_group("event", "an event");
    auto* copying = add_configured(events, "copy", "make the next edition of an event, as a draft",
                                   [this] { copy_event(config(), edition); });
    copying->add_option("slug", edition.of, "slug of the event that is copied")->required();
    copying->add_option("--to", edition.slug, "slug of the new event")->required();
    copying->add_option("--starts", edition.starts_on, "day of its start, YYYY-MM-DD")->required();
  }

  void add_people() {
    auto* users = add_group("user", "staff of organisers");
    auto* adding = add_configured(users, "add",
                                  "give somebody access; the password is read from standard input",
                                  [this] { add_staff(config(), user); });
    adding->add_option("email", user.email)->required();
    adding->add_option("--organiser", user.organiser, "key of the organiser")->required();
    adding->add_option("--role", user.role)
        ->check(CLI::IsMember({"owner", "organiser", "check-in", "dpo"}))
        ->required();
    auto* consents = add_group("consent", "the consent ledger");
    auto* verify = add_configured(consents, "verify", "compute the chains again",
                                  [this] { verify_consents(config(), kept_heads); });
    verify->add_option("--kept", kept_heads,
                       "a head that was kept elsewhere, KEY:NUMBER:HASH; may be repeated");
    auto* proof =
        add_configured(consents, "proof", "everything that proves a person's consents, as JSON",
                       [this] { prove_consent(config(), email); });
    proof->add_option("email", email)->required();
    auto* revoke = add_configured(consents, "revoke", "end a person's consent",
                                  [this] { revoke_consent(config(), email, purpose); });
    revoke->add_option("email", email)->required();
    revoke->add_option("--purpose", purpose, "key of the purpose")->required();
  }

  void add_retention() {
    auto* retention = add_group("retention", "what is stored, and for how long");
    auto* running = add_configured(retention, "run", "erase what is over, as it is done every day",
                                   [this] { run_retention(config(), dry_run); });
    running->add_flag("--dry-run", dry_run, "print what would be erased and change nothing");
  }

  void add_mail() {
    auto* mail = add_group("mail", "mail that leaves, and what comes back");
    auto* testing = add_configured(mail, "test", "send a test mail and say what became of it",
                                   [this] { test_mail(config(), email); });
    testing->add_option("address", email, "who gets it")->required();
    add_configured(mail, "bounce", "take a mail that came back, from standard input",
                   [this] { take_bounce([this] { return config(); }); });
  }

  CLI::App* add_person(CLI::App* to, const std::string& name, const std::string& help,
                       void (*act)(const configuration&, const data_options&)) {
    auto* command = add_configured(to, name, help, [this, act] { act(config(), person); });
    command->add_option("email", person.email)->required();
    command->add_option("--organiser", person.organiser, "key; all of them if not given");
    command->add_option("--language", person.language, "of words, and of the mail to the person")
        ->check(CLI::IsMember({"de", "en", "nl"}))
        ->capture_default_str();
    return command;
  }

  void add_stored_data() {
    auto* data = add_group("data", "what is stored of a person");
    add_person(data, "show", "say it in words", show_data);
    add_person(data, "export", "give it out as JSON", export_data);
    auto* erase =
        add_person(data, "erase", "say what goes, what stays and why, and erase it", erase_data);
    erase->add_flag("--dry-run", person.dry_run, "only say it");
    erase->add_flag("--yes", person.yes, "erase it");
  }

  command_line() {
    app.set_version_flag("--version", std::string("zusage ") + ZUSAGE_VERSION);
    app.require_subcommand(1);
    add_operating();
    add_data();
    add_event();
    add_people();
    add_stored_data();
    add_retention();
    add_mail();
  }
};

std::string names_of(const std::vector<const CLI::App*>& commands) {
  std::string all;
  for (const auto* one : commands) all += (all.empty() ? "" : ", ") + one->get_name();
  return all;
}

// What stands where a command should, or that nothing does; "" when the fault is another.
std::string wrong_command(const CLI::App& all) {
  const auto* named = &all;
  while (!named->get_subcommands().empty()) named = named->get_subcommands().front();
  const auto commands = named->get_subcommands([](const CLI::App*) { return true; });
  if (commands.empty()) return "";
  const auto typed = named->remaining();
  const bool is_option = !typed.empty() && typed.front().rfind('-', 0) == 0;
  if (is_option) return "";
  const auto group = named == &all ? std::string() : " of zusage " + named->get_name();
  return (typed.empty() ? "a command is missing" : "'" + typed.front() + "' is no command") +
         "; the commands" + group + " are " + names_of(commands);
}

void report(const std::vector<std::string>& lines) {
  for (const auto& line : lines) std::cerr << "zusage: " << line << "\n";
}

int run(const command_line& parsed) {
  try {
    parsed.run();
    return done;
  } catch (const configuration_faults& e) {
    report(e.lines);
  } catch (const command_faults& e) {
    report(e.lines);
  } catch (const temporary_failure& e) {
    report({e.what()});
    return try_again;
  } catch (const std::exception& e) {
    report({e.what()});
  }
  return failed;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  initialise_crypto();
  command_line parsed;
  try {
    parsed.app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return parsed.app.exit(e);
  } catch (const CLI::ParseError& e) {
    if (const auto wrong = wrong_command(parsed.app); !wrong.empty()) {
      report({wrong});
    } else {
      parsed.app.exit(e);
    }
    return wrong_usage;
  }
  return run(parsed);
}

}  // namespace zusage::server
