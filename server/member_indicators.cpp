// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/indicator_answers.hpp"
#include "events/indicator_release.hpp"
#include "server/box_plot.hpp"
#include "server/event_view.hpp"
#include "server/look_view.hpp"
#include "server/member_view.hpp"
#include "server/public.hpp"
#include "server/ring_view.hpp"

namespace zusage::server {
namespace {

using events::indicator;

// One question in one period.
struct asked {
  const indicator& what;
  std::size_t number;  ///< of the indicator and …
  std::size_t period_number;
  const std::string& period;
  std::string field() const {
    return "value." + std::to_string(number) + "." + std::to_string(period_number);
  }
};

template <class Action>
void each_asked(const events::ring& of, Action&& action) {
  for (std::size_t i = 0; i < of.indicators.size(); ++i) {
    const auto& one = of.indicators[i];
    for (std::size_t p = 0; p < one.periods.size(); ++p)
      action(asked{one, i + 1, p + 1, one.periods[p]});
  }
}

struct page_state {
  const own_membership& own;
  const events::indicator_answers& answers;
  const request* typed = nullptr;  ///< a form that came with faults
  faults wrong = {};
};

std::string stored_value(const page_state& shown, const asked& one) {
  const auto found = shown.answers.find({one.what.key, one.period});
  return found == shown.answers.end() ? "" : found->second;
}

// The language of what the file says, where it is not the page's.
nlohmann::json in_own_language(nlohmann::json field, const asked& one, const web::locale& in) {
  field["label_language"] = foreign_language(one.what.label, in);
  field["hint_language"] = one.what.hint.empty() ? "" : foreign_language(one.what.hint, in);
  field["hint_own"] = field["hint"];
  field["hint_rest"] = "";
  for (std::size_t i = 0; i < one.what.options.size() && i < field["options"].size(); ++i)
    field["options"][i]["text_language"] = foreign_language(one.what.options[i].label, in);
  return field;
}

nlohmann::json field_view(const page_state& shown, const asked& one) {
  const auto& in = *shown.own.in.language;
  web::form_field field;
  field.name = one.field();
  field.label = web::pick(one.what.label, in.language());
  const auto unit = web::pick(one.what.unit, in.language());
  if (!unit.empty()) field.label += " (" + unit + ")";
  // The summary of faults has no headings that would tell periods apart.
  if (one.what.periods.size() > 1) field.label += ", " + one.period;
  field.hint = web::pick(one.what.hint, in.language());
  field.optional = true;
  field.autocomplete = "off";
  const auto stored = stored_value(shown, one);
  const auto typed = shown.typed ? typed_text(*shown.typed, field.name) : std::string();
  if (one.what.type == indicator::kind::number) {
    field.inputmode = "decimal";
    field.value = shown.typed ? typed : answer_words(one.what, stored, in);
    return in_own_language(web::to_json(field), one, in);
  }
  for (const auto& option : one.what.options)
    field.options.push_back({option.key, web::pick(option.label, in.language()), "",
                             option.key == (shown.typed ? typed : stored), false});
  return in_own_language(select_field(std::move(field), in.text("ring.no_answer")), one, in);
}

std::string with_unit(const std::string& number, const indicator& of, const web::locale& in) {
  const auto unit = web::pick(of.unit, in.language());
  return unit.empty() || number.empty() ? number : number + " " + unit;
}

nlohmann::json numbers_view(const asked& one, const std::string& stored,
                            const events::five_figures& of, const web::locale& in) {
  const auto figure = [&](double value) {
    return with_unit(figure_words(value, in), one.what, in);
  };
  const auto own = with_unit(answer_words(one.what, stored, in), one.what, in);
  nlohmann::json view = {{"own", own},
                         {"minimum", figure(of.minimum)},
                         {"lower_quartile", figure(of.lower_quartile)},
                         {"median", figure(of.median)},
                         {"upper_quartile", figure(of.upper_quartile)},
                         {"maximum", figure(of.maximum)}};
  auto words = view;
  words["label"] = web::pick(one.what.label, in.language());
  auto title = in.text("ring.chart_text", words);
  if (!stored.empty()) title += " " + in.text("ring.chart_own", {{"own", own}});
  const auto value = stored.empty() ? std::optional<double>() : events::to_double(stored);
  view["chart"] = box_plot_svg(of, value, title, in.text("ring.own_mark", {{"own", own}}));
  return view;
}

nlohmann::json counts_view(const asked& one, const std::string& stored,
                           const std::vector<std::size_t>& counts, const web::locale& in) {
  auto rows = nlohmann::json::array();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto& option = one.what.options[i];
    rows.push_back({{"option", web::pick(option.label, in.language())},
                    {"option_language", foreign_language(option.label, in)},
                    {"count", in.number(std::int64_t(counts[i]))},
                    {"mine", option.key == stored}});
  }
  return rows;
}

nlohmann::json comparison_view(const page_state& shown, const schema::reader& db,
                               const asked& one) {
  const auto& in = *shown.own.in.language;
  const auto stored = stored_value(shown, one);
  const auto unit_value = with_unit(answer_words(one.what, stored, in), one.what, in);
  nlohmann::json view = {{"label", web::pick(one.what.label, in.language())},
                         {"label_language", foreign_language(one.what.label, in)},
                         {"own", unit_value.empty() ? in.text("ring.no_answer") : unit_value},
                         {"numbers", nullptr},
                         {"counts", nlohmann::json::array()},
                         {"based_on", ""}};
  const auto group = shown.own.who.group_id;
  const auto released =
      group ? events::find_released(db, *group, one.what, one.period) : std::nullopt;
  if (!released) return view;
  view["based_on"] =
      in.text("ring.based_on", {{"count", released->what.answers},
                                {"when", in.date_time(released->at, shown.own.of->time_zone)}});
  if (released->what.numbers)
    view["numbers"] = numbers_view(one, stored, *released->what.numbers, in);
  view["counts"] = counts_view(one, stored, released->what.counts, in);
  return view;
}

// By period, in the order in which the indicators first name them.
nlohmann::json periods_view(const page_state& shown, const schema::reader& db) {
  auto periods = nlohmann::json::array();
  each_asked(*shown.own.of->ring, [&](const asked& one) {
    nlohmann::json* at = nullptr;
    for (auto& known : periods) {
      if (known.at("period") == one.period) at = &known;
    }
    if (!at) {
      periods.push_back({{"period", one.period},
                         {"id", "period-" + std::to_string(periods.size() + 1)},
                         {"fields", nlohmann::json::array()},
                         {"comparisons", nlohmann::json::array()}});
      at = &periods.back();
    }
    (*at)["fields"].push_back(field_view(shown, one));
    (*at)["comparisons"].push_back(comparison_view(shown, db, one));
  });
  return periods;
}

response indicators_page(int status, const page_state& shown, const schema::reader& db,
                         services& with) {
  const auto& in = *shown.own.in.language;
  auto data = member_page_data(shown.own,
                               in.text("ring.indicators_of", {{"member", shown.own.who.member}}));
  data["periods"] = periods_view(shown, db);
  data["action"] = member_link(shown.own, "/indicators");
  data["saved"] = status == 200 && shown.own.in.query.has("saved");
  data["no_group"] = !shown.own.who.group_id;
  web::show_faults(data, shown.wrong, in);
  data["look"] = look_view(db, shown.own.in, shown.own.of->by.id);
  return page(status, shown.own.in, with, "member_indicators", std::move(data));
}

std::optional<own_membership> find_asked(const request& of, const schema::reader& db,
                                         services& with) {
  auto own = find_member(of, db, with);
  if (own && own->of->ring->indicators.empty()) return {};
  return own;
}

}  // namespace

// GET /m/{token}/indicators
response show_member_indicators(const request& of, const schema::reader& db, services& with) {
  const auto own = find_asked(of, db, with);
  if (!own) return opens_no_membership(of, with);
  const auto answers = events::find_answers(db, own->who.registration_id);
  return indicators_page(200, {*own, answers}, db, with);
}

// POST /m/{token}/indicators
decision post_member_indicators(const request& of, const schema::reader& db, services& with) {
  const auto own = find_asked(of, db, with);
  if (!own) return opens_no_membership(of, with);
  events::indicator_answers typed;
  faults wrong;
  each_asked(*own->of->ring, [&](const asked& one) {
    if (!of.form.has(one.field())) return;
    auto checked = events::check_indicator(one.what, typed_text(of, one.field()),
                                           own->in.language->text("ring.decimal_separator").at(0),
                                           one.field());
    if (checked) {
      typed[{one.what.key, one.period}] = std::move(*checked);
    } else {
      for (const auto& fault : checked.error()) wrong.push_back(fault);
    }
  });
  if (!wrong.empty()) {
    const auto answers = events::find_answers(db, own->who.registration_id);
    return indicators_page(422, {*own, answers, &of, std::move(wrong)}, db, with);
  }
  return action([own = std::make_shared<const own_membership>(*own), typed = std::move(typed),
                 back = member_link(*own, "/indicators?saved=1"), &with](schema::transaction& tx) {
    const auto still = events::find_ring_person(tx, own->who.public_id);
    if (!still) return error_page(404, own->in, with, "error.not_found");
    events::save_answers(tx, *own->of, *still, typed, own->in.at);
    return see_other(back);
  });
}

}  // namespace zusage::server
