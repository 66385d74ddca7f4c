// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/municipality_index.hpp"

#include <fstream>
#include <sstream>

#include "events/municipality_file.hpp"
#include "events/resolve_municipality.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"

using namespace zusage;
using kind = events::municipality_kind;
using texts = std::vector<std::string>;

namespace {

events::municipality one(const std::string& ags, const std::string& name, std::int64_t population,
                         const std::string& district = "Musterkreis",
                         const std::string& postal_code = "", kind of = kind::municipality) {
  return {ags, name, "", of, ags.substr(0, 5), district, "Land", population, postal_code};
}

events::municipality_index small_index() {
  return {"one",
          {one("05117000", "Mülheim an der Ruhr", 170'000, "Mülheim an der Ruhr", "45468"),
           one("08336068", "Müllheim im Markgräflerland", 19'000, "Breisgau", "79379"),
           one("09464000", "Hof", 46'000, "Hof", "95028"),
           one("06533008", "Hofheim am Taunus", 40'000, "Main-Taunus-Kreis", "65719"),
           one("09475141", "Köditz bei Hof", 2'500, "Landkreis Hof", "95189"),
           one("05966024", "Olpe", 25'000, "Kreis Olpe", "57462"),
           one("05966", "Kreis Olpe", 134'000, "Kreis Olpe", "", kind::county),
           one("03357024", "Neuenkirchen", 4'700, "Rotenburg (Wümme)", "29643"),
           one("03459030", "Neuenkirchen", 14'000, "Osnabrück", "49586"),
           one("13075097", "Neuenkirchen", 2'300, "Vorpommern", "17498"),
           one("13075098", "Neuenkirchen", 260, "Vorpommern", "17039"),
           one("12061219", "Gießen-Süd", 900, "Dahme", "15000"),
           one("01059044", "Husby", 2'500, "Schleswig", "24975"),
           one("01059041", "Hüsby", 700, "Schleswig", "24850"),
           one("03458010", "Oelde", 29'000, "Warendorf", "59302")}};
}

texts names(const events::municipality_list& found) {
  texts all;
  for (const auto* each : found) all.push_back(each->name);
  return all;
}

texts suggested(const events::municipality_index& in, const std::string& typed) {
  return names(in.suggest(typed, 8));
}

texts labels(const events::municipality_list& found) {
  texts all;
  for (const auto* each : found) all.push_back(each->label);
  return all;
}

}  // namespace

TEST_CASE("the name itself is suggested first, then beginnings, then later words", "[events]") {
  const auto index = small_index();
  CHECK(suggested(index, "hof") == texts{"Hof", "Hofheim am Taunus", "Köditz bei Hof"});
  CHECK(suggested(index, "Olpe") == texts{"Olpe", "Kreis Olpe"});
  CHECK(suggested(index, "Kreis Olpe") == texts{"Kreis Olpe", "Olpe"});
  CHECK(suggested(index, "landkreis olp") == texts{"Kreis Olpe", "Olpe"});
  CHECK(suggested(index, "taun") == texts{"Hofheim am Taunus"});
}

TEST_CASE("among those that fit alike the largest is suggested first", "[events]") {
  const auto index = small_index();
  CHECK(suggested(index, "mü") == texts{"Mülheim an der Ruhr", "Müllheim im Markgräflerland"});
  const auto found = index.suggest("neuen", 3);
  REQUIRE(found.size() == 3);
  CHECK(found[0]->ags == "03459030");
  CHECK(found[2]->ags == "13075097");
}

TEST_CASE("umlauts, case, hyphens and what stands before a name are typed as one likes",
          "[events]") {
  const auto index = small_index();
  for (const auto* typed :
       {"Mülheim", "MÜLHEIM", "mulheim", "muelheim", "Stadt Mülh", "Mu\u0308lhe"}) {
    INFO(typed);
    CHECK(suggested(index, typed) == texts{"Mülheim an der Ruhr"});
  }
  for (const auto* typed :
       {"Gießen", "giessen", "giessen sued", "GIESSEN-SÜD", "Gemeinde gießen s"}) {
    INFO(typed);
    CHECK(suggested(index, typed) == texts{"Gießen-Süd"});
  }
  CHECK(suggested(index, "Ölde") == texts{"Oelde"});
}

TEST_CASE("digits find postal codes and official keys", "[events]") {
  const auto index = small_index();
  CHECK(suggested(index, "57462") == texts{"Olpe"});
  CHECK(suggested(index, "9502") == texts{"Hof"});
  CHECK(suggested(index, "05966") == texts{"Kreis Olpe", "Olpe"});
  CHECK(suggested(index, "05966024") == texts{"Olpe"});
  CHECK(suggested(index, "99999").empty());
}

TEST_CASE("less than two characters suggest nothing, and so does what nobody is called",
          "[events]") {
  const auto index = small_index();
  for (const auto* typed : {"", " ", "h", "5", "Stadt h", "-(-", "atlantis", "%"}) {
    INFO(typed);
    CHECK(suggested(index, typed).empty());
  }
  CHECK(suggested({"", {}}, "hof").empty());
}

TEST_CASE("no more are suggested than asked for, each once", "[events]") {
  const auto index = small_index();
  CHECK(index.suggest("neuenkirchen", 2).size() == 2);
  CHECK(suggested(index, "mulheim an der ruhr") == texts{"Mülheim an der Ruhr"});
}

TEST_CASE("a label says which of the namesakes is meant, and finds that one alone", "[events]") {
  const auto index = small_index();
  CHECK(labels(index.find_named("Neuenkirchen")) ==
        texts{"Neuenkirchen (Osnabrück, Land)", "Neuenkirchen (Rotenburg (Wümme), Land)",
              "Neuenkirchen (Vorpommern, Land, 13075097)",
              "Neuenkirchen (Vorpommern, Land, 13075098)"});
  for (const auto* one : index.find_named("neuenkirchen")) {
    const auto found = index.find_named(one->label);
    REQUIRE(found.size() == 1);
    CHECK(found.front() == one);
  }
  CHECK(labels(index.find_named("hof")) == texts{"Hof"});
  CHECK(labels(index.find_named("Hüsby")) ==
        texts{"Husby (Schleswig, Land, 01059044)", "Hüsby (Schleswig, Land, 01059041)"});
  CHECK(names(index.find_named("Hüsby (Schleswig, Land, 01059041)")) == texts{"Hüsby"});
  CHECK(labels(index.find_named("Muelheim an der Ruhr")) == texts{"Mülheim an der Ruhr"});
  CHECK(index.find_named("").empty());
  CHECK(index.find_named("Neuen").empty());
}

TEST_CASE("the index follows the directory from one import to the next", "[events]") {
  tests::test_database db;
  const auto now_called = [&](const std::string& name) {
    return db->read([&](const schema::reader& r) {
      return names(events::index_of_directory(r)->find_named(name));
    });
  };
  CHECK(now_called("Hof").empty());
  db->write(
      [](schema::transaction& tx) { events::add_made_up(tx, {one("16999001", "Musterhof", 10)}); });
  CHECK(now_called("Musterhof").empty());
  db->write([](schema::transaction& tx) {
    events::replace_directory(tx, {one("09464000", "Hof", 46'000)});
  });
  CHECK(now_called("Hof") == texts{"Hof"});
  db->write([](schema::transaction& tx) {
    events::replace_directory(tx, {one("09464000", "Neuhof", 46'000)});
  });
  CHECK(now_called("Hof").empty());
  CHECK(now_called("Neuhof") == texts{"Neuhof"});
  db->read([](const schema::reader& r) {
    CHECK(events::find_municipality(r, "16999001").has_value());  // the demonstration keeps its own
  });
}

TEST_CASE("a key is shown as the name that means it", "[events]") {
  tests::test_database db;
  db->write([](schema::transaction& tx) {
    events::replace_directory(tx,
                              {one("09464000", "Hof", 46'000), one("06534014", "Neustadt", 9, "A"),
                               one("03353029", "Neustadt", 8, "B")});
  });
  const auto shown = db->read([](const schema::reader& r) {
    return events::with_municipality_names(r, {{"municipality", "06534014"},
                                               {"person.2.municipality", " 09464000 "},
                                               {"person.3.municipality", "99999999"},
                                               {"phone", "09464000"}});
  });
  CHECK(shown == events::typed_fields{{"municipality", "Neustadt (A, Land)"},
                                      {"person.2.municipality", "Hof"},
                                      {"person.3.municipality", "99999999"},
                                      {"phone", "09464000"}});
}

TEST_CASE("of the whole directory every label means one, and the best known comes first",
          "[events]") {
  std::ifstream file("../shared/data/GV100AD_28022026.txt", std::ios::binary);
  if (!file) {
    WARN("skipped: ../shared/data has no directory");
    return;
  }
  std::ostringstream text;
  text << file.rdbuf();
  const auto all = events::parse_gv100ad(text.str());
  REQUIRE(all.has_value());
  const events::municipality_index index("all", *all);
  for (const auto& each : *all) {
    const auto* listed = index.find(each.ags);
    REQUIRE(listed != nullptr);
    const auto found = index.find_named(listed->label);
    if (found.size() == 1 && found.front() == listed) continue;
    FAIL_CHECK(listed->label + " (" + each.ags + ") means another");
  }
  CHECK(index.find_named("Neuenkirchen").size() == 11);
  const auto first = [&](const std::string& typed) { return suggested(index, typed).at(0); };
  CHECK(first("fra") == "Frankfurt am Main");
  CHECK(first("muen") == "München");
  CHECK(first("hem") == "Hemer");
}
