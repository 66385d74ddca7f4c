// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "events/municipality_file.hpp"
#include "events/resolve_municipality.hpp"
#include "events/size_class.hpp"
#include "tests/events/application_fixture.hpp"
#include "tests/support/municipalities.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const std::string states = directory_state("05", "Nordrhein-Westfalen") +
                           directory_county("05966", "Olpe", "43") +
                           directory_county("05911", "Bochum, Stadt", "41") +
                           directory_county("05962", "Märkischer Kreis", "43");

texts faults_of_file(const std::string& text) {
  texts lines;
  const auto read = events::parse_gv100ad(text);
  if (read.has_error()) {
    for (const auto& one : read.error()) lines.push_back(one.field + ": " + one.code);
  }
  return lines;
}

const std::string csv_heading =
    "ags,ars,name,title,kind,district_ags,district,state,population,area_km2,postal_code,lat,lon\n";
const std::string csv_olpe =
    "05966024,059660024024,Olpe,Stadt,Stadt,05966,Olpe,Nordrhein-Westfalen,25000,85.9,57462,"
    "51.0293,7.8445\n";
const std::string csv_bochum =
    "05911000,059110000000,Bochum,Stadt,Kreisfreie Stadt,05911,Bochum,Nordrhein-Westfalen,360000,"
    "145.66,44777,51.4818,7.2162\n";

std::string with_replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

texts faults_of_table(const std::string& text) {
  texts lines;
  const auto read = events::parse_municipality_csv(text);
  if (read.has_error()) {
    for (const auto& one : read.error()) {
      lines.push_back(one.field + ": " + one.code + " " + one.arguments.value("column", ""));
    }
  }
  return lines;
}

std::optional<std::string> content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    WARN("left out: " << path << " is not there");
    return {};
  }
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// In one line each, by key; what differs between the files on purpose is left out.
std::map<std::string, std::string> lines_of(const std::vector<events::municipality>& all) {
  std::map<std::string, std::string> lines;
  for (const auto& one : all) {
    lines[one.ags] = std::string(to_text(one.kind)) + " | " + one.district + " | " + one.state;
  }
  return lines;
}

}  // namespace

TEST_CASE("a table of the directory is read like the official file", "[events]") {
  const auto read =
      events::parse_municipality_csv("\xEF\xBB\xBF" + csv_heading + csv_olpe + csv_bochum);
  REQUIRE(read.has_value());
  const auto official =
      events::parse_gv100ad(states + directory_municipality("05966024", "Olpe, Stadt", 25000) +
                            directory_municipality("05911000", "Bochum, Stadt", 360000));
  REQUIRE(official.has_value());
  auto expected = lines_of(*official);
  expected.erase("05962");  // a county without municipalities is not in a table of municipalities
  CHECK(lines_of(*read) == expected);
  const auto& olpe = read->front();
  CHECK(olpe.name + " " + olpe.title + " " + olpe.postal_code == "Olpe Stadt 57462");
  CHECK(olpe.population == 25'000);
  CHECK(olpe.latitude == 51'029'300);
  CHECK(olpe.longitude == 7'844'500);
  CHECK(read->back().name == "Kreis Olpe");
  CHECK(read->back().population == 25'000);
}

TEST_CASE("the columns of a table may stand in any order, coordinates may be missing", "[events]") {
  const auto read = events::parse_municipality_csv(
      "name;ags;title;kind;district_ags;district;state;population;postal_code\r\n"
      "Celle;03351006;;Große Kreisstadt;03351;Celle;Niedersachsen;69000;29221\r\n");
  REQUIRE(read.has_value());
  CHECK(read->front().ags == "03351006");
  CHECK_FALSE(read->front().latitude);
  CHECK(read->back().name == "Landkreis Celle");
}

TEST_CASE("a table with wrong columns or lines is refused with line and reason", "[events]") {
  const auto both = csv_heading + csv_olpe + csv_bochum;
  CHECK(faults_of_table(both).empty());
  CHECK(faults_of_table(csv_heading) == texts{": no_municipalities "});
  CHECK(faults_of_table(with_replaced(both, "population", "people")) ==
        texts{"line 1: unknown_column people", "line 1: missing_column population"});
  CHECK(faults_of_table(with_replaced(both, "lat,lon", "lat,lat")) ==
        texts{"line 1: column_twice lat", "line 1: missing_column lon"});
  CHECK(faults_of_table(with_replaced(both, ",51.0293", "")) == texts{"line 2: wrong_cell_count "});
  CHECK(faults_of_table(both + csv_olpe) == texts{"line 4: ags_twice ags"});
  const std::vector<std::pair<std::string, std::pair<std::string, std::string>>> wrong_cells = {
      {"ags", {"05911000,0591", "5911000,0591"}},
      {"district_ags", {"05911,Bochum,N", "05912,Bochum,N"}},
      {"ars", {"059110000000", "05911"}},
      {"name", {"Bochum,Stadt", ",Stadt"}},
      {"name", {"Bochum,Stadt", "\"Bo\nchum\",Stadt"}},
      {"name", {"Bochum,Stadt", "Bo\u202echum,Stadt"}},
      {"name", {"Bochum,Stadt", std::string(101, 'B') + ",Stadt"}},
      {"kind", {"Kreisfreie Stadt", "Dorf"}},
      {"district", {"05911,Bochum,N", "05911,,N"}},
      {"population", {"360000", "360.000"}},
      {"population", {"360000", "-1"}},
      {"postal_code", {"44777", "4477"}},
      {"lat", {"51.4818", "514818"}},
      {"lon", {"7.2162", "7° 13'"}},
  };
  for (const auto& [column, change] : wrong_cells) {
    INFO(column << " " << change.second);
    CHECK(faults_of_table(with_replaced(both, change.first, change.second)) ==
          texts{"line 3: wrong_cell " + column});
  }
  CHECK(faults_of_table(csv_heading + csv_olpe +
                        with_replaced(with_replaced(csv_olpe, "05966024", "05966028"), "05966,Olpe",
                                      "05966,Siegen")) ==
        texts{"line 3: contradicting_cell district"});
}

TEST_CASE("the whole table holds the same municipalities as the official file", "[events]") {
  const auto table = content_of("../shared/data/municipalities.csv");
  const auto official = content_of("../shared/data/GV100AD_28022026.txt");
  if (!table || !official) return;
  const auto read = events::parse_municipality_csv(*table);
  const auto expected = events::parse_gv100ad(*official);
  REQUIRE(read.has_value());
  REQUIRE(expected.has_value());
  CHECK(lines_of(*read) == lines_of(*expected));
  std::int64_t people = 0;
  for (const auto& one : *read) {
    const bool county = one.kind == events::municipality_kind::county;
    if (!county) people += one.population;
    CHECK(one.latitude.has_value() != county);
  }
  CHECK(people == 83'577'140);
}

TEST_CASE("the directory is read by characters, with counties and their people", "[events]") {
  const auto read =
      events::parse_gv100ad(states + directory_municipality("05966024", "Olpe, Stadt", 25000) +
                            directory_municipality("05966008", "Würdinghausen", 1000) +
                            directory_municipality("05911000", "Bochum, Stadt", 360000) +
                            directory_municipality("05966099", "Forst", 0));
  REQUIRE(read.has_value());
  texts lines;
  for (const auto& one : *read) {
    lines.push_back(one.ags + " " + one.name + " | " + one.title + " | " +
                    std::string(to_text(one.kind)) + " | " + one.district + " | " +
                    std::to_string(one.population));
  }
  CHECK(lines == texts{"05966024 Olpe | Stadt | municipality | Kreis Olpe | 25000",
                       "05966008 Würdinghausen |  | municipality | Kreis Olpe | 1000",
                       "05911000 Bochum | Stadt | district_free_city | Bochum | 360000",
                       "05962 Märkischer Kreis |  | county | Märkischer Kreis | 0",
                       "05966 Kreis Olpe |  | county | Kreis Olpe | 26000"});
}

TEST_CASE("a file that is no directory is refused with its lines", "[events]") {
  CHECK(faults_of_file("ags,name\r\n05966024,Olpe\r\n") ==
        texts{"line 1: bad_record", "line 2: bad_record"});
  CHECK(faults_of_file(states) == texts{": no_municipalities"});
  CHECK(faults_of_file("") == texts{": no_municipalities"});
  CHECK(faults_of_file("\xFF") == texts{": not_utf8"});
  CHECK(faults_of_file(states + directory_municipality("05999024", "Nirgends", 25000)) ==
        texts{"line 5: unknown_county"});
  CHECK(faults_of_file(states + directory_municipality("0596602X", "Olpe", 25000)) ==
        texts{"line 5: bad_record"});
}

TEST_CASE("the official directory has all municipalities and all people", "[events]") {
  const std::string path = "../shared/data/GV100AD_28022026.txt";
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    WARN("left out: " << path << " is not there");
    return;
  }
  std::ostringstream text;
  text << in.rdbuf();
  const auto read = events::parse_gv100ad(text.str());
  REQUIRE(read.has_value());
  std::int64_t municipalities = 0, counties = 0, people = 0;
  std::map<std::string, const events::municipality*> by_ags;
  for (const auto& one : *read) {
    by_ags[one.ags] = &one;
    const bool county = one.kind == events::municipality_kind::county;
    (county ? counties : municipalities) += 1;
    if (!county) people += one.population;
  }
  CHECK(municipalities == 10'749);
  CHECK(counties == 294);
  CHECK(by_ags.at("08111000")->population == 612'663);
  CHECK(by_ags.at("05962016")->name == "Hemer");
  CHECK(by_ags.at("05962016")->district == "Märkischer Kreis");
  CHECK(by_ags.at("05966")->name == "Kreis Olpe");
  CHECK(by_ags.at("03241")->name == "Region Hannover");
  CHECK(people > 83'000'000);
}

TEST_CASE("a size class begins at its limit", "[events]") {
  const std::vector<std::int64_t> limits = {10'000, 50'000};
  const auto key = [&](std::int64_t people) {
    return to_text(events::size_class_of(people, limits));
  };
  CHECK(key(0) == "0-9999");
  CHECK(key(9'999) == "0-9999");
  CHECK(key(10'000) == "10000-49999");
  CHECK(key(50'000) == "50000+");
  CHECK(to_text(events::size_class_of(7, {})) == "0+");
}

TEST_CASE("a municipality's unique name becomes its key", "[events]") {
  application_fixture f;
  add_directory(f.db);
  const auto key_of = [&](const std::string& typed) {
    const auto made = f.check(ring_form(typed));
    return made ? made->ags + " " + made->municipality : made.error().front().code;
  };
  CHECK(key_of("Hemer") == "05962016 Hemer");
  CHECK(key_of("  stadt HEMER ") == "05962016 Hemer");
  CHECK(key_of("05962016") == "05962016 Hemer");
  CHECK(key_of("Olpe") == "05966024 Olpe");
  CHECK(key_of("kreis olpe") == "05966 Kreis Olpe");
  CHECK(key_of("05966") == "05966 Kreis Olpe");
  CHECK(key_of("Neustadt") == "municipality_ambiguous");
  CHECK(key_of("Atlantis") == "unknown_municipality");
  CHECK(key_of("05962999") == "unknown_municipality");
}

TEST_CASE("namesakes are named with county, state and key", "[events]") {
  application_fixture f;
  add_directory(f.db);
  const auto made = f.check(ring_form("Neustadt"));
  REQUIRE(made.has_error());
  CHECK(made.error().front().arguments.at("choices") ==
        "06534014 Neustadt (Marburg-Biedenkopf, Hessen);"
        " 03353029 Neustadt (Harburg, Niedersachsen)");
}

TEST_CASE("who typed the beginning of a name, or Landkreis for Kreis, is shown what may be meant",
          "[events]") {
  application_fixture f;
  events::municipality one;
  one.kind = events::municipality_kind::municipality;
  const auto make = [&](const char* ags, const char* name, std::int64_t population) {
    one.ags = ags;
    one.name = name;
    one.population = population;
    return one;
  };
  f.db->write([&](schema::transaction& tx) {
    events::replace_directory(
        tx, {make("12053000", "Frankfurt (Oder)", 58'000),
             make("06412000", "Frankfurt am Main", 770'000), make("09000001", "Frankfurter", 1),
             make("05358", "Kreis Düren", 270'000), make("05334032", "Stolberg (Rhld.)", 56'000)});
  });
  const auto meant = [&](const std::string& typed) {
    const auto made = f.check(ring_form(typed));
    if (made) return made->ags;
    const auto wrong = made.error().front();
    const auto choices = wrong.arguments.find("choices");
    return wrong.code +
           (choices == wrong.arguments.end() ? "" : ": " + choices->get<std::string>());
  };
  CHECK(meant("frankfurt") ==
        "municipality_meant: 06412000 Frankfurt am Main (, ); 12053000 Frankfurt (Oder) (, )");
  CHECK(meant("Landkreis Düren") == "municipality_meant: 05358 Kreis Düren (, )");
  CHECK(meant("Stolberg") == "municipality_meant: 05334032 Stolberg (Rhld.) (, )");
  CHECK(meant("Stolberg (Rhld.)") == "05334032");
  CHECK(meant("Fr") == "unknown_municipality");
  CHECK(meant("Frankf%") == "unknown_municipality");
}

TEST_CASE("at an event for members the directory's names lead to the key", "[events]") {
  application_fixture f(
      nlohmann::json{{"audience", {{"municipalities", {"05962016", "06534014"}}}}});
  add_directory(f.db);
  const auto of_form = [&](const std::string& typed) {
    const auto made = f.check(with(least_form(), "municipality", typed));
    return made ? made->ags : made.error().front().code;
  };
  CHECK(of_form("hemer") == "05962016");
  CHECK(of_form("Olpe") == "not_your_municipality");
  CHECK(of_form("Neustadt") == "municipality_ambiguous");
  CHECK(of_form("Hemmer") == "unknown_municipality");
}

TEST_CASE("at an event for people any municipality may be typed", "[events]") {
  application_fixture f(nlohmann::json::object());
  add_directory(f.db);
  const auto of_form = [&](const std::string& typed) {
    const auto made = f.check(with(least_form(), "municipality", typed));
    return made ? made->ags + " " + made->municipality : made.error().front().code;
  };
  CHECK(of_form("Zweckverband Musterland") == " Zweckverband Musterland");
  CHECK(of_form("hemer") == "05962016 Hemer");
  CHECK(of_form("Neustadt") == "municipality_ambiguous");
  CHECK(f.check(with(with(least_form(), "person.2.given_name", "B"), "person.2.municipality",
                     "Neustadt"))
            .has_error());
}
