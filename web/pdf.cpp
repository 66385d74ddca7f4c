// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/pdf.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cstring>

#include "web/pdf_language.hpp"

namespace zusage::web {

// Not in the namespace without a name, since a type of the header holds them.
namespace pdf_owned {

template <auto release>
struct releases {
  template <class T>
  void operator()(T* what) const {
    release(what);
  }
};
using owned_surface = std::unique_ptr<cairo_surface_t, releases<cairo_surface_destroy>>;
using owned_cairo = std::unique_ptr<cairo_t, releases<cairo_destroy>>;
using owned_layout = std::unique_ptr<PangoLayout, releases<g_object_unref>>;
using owned_font = std::unique_ptr<PangoFontDescription, releases<pango_font_description_free>>;
using owned_iterator = std::unique_ptr<PangoLayoutIter, releases<pango_layout_iter_free>>;

}  // namespace pdf_owned

namespace {

using namespace pdf_owned;

constexpr double point = 1, millimetre = 72 / 25.4 * point;
constexpr double page_width = 210 * millimetre, page_height = 297 * millimetre;
constexpr double margin = 25 * millimetre;
constexpr double bottom = page_height - margin;
constexpr double list_indent = 6 * millimetre;
constexpr std::uint32_t most_pixels = 4'000'000;
constexpr const char* families = "Liberation Sans, DejaVu Sans, sans-serif";
constexpr double muted_grey = 0.33;
constexpr const char* whole = "Document";  // the one tag that all others stand in (14.8.4.2)

cairo_status_t append_bytes(void* to, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

cairo_status_t take_bytes(void* from, unsigned char* into, unsigned int count) {
  auto& rest = *static_cast<std::string_view*>(from);
  if (rest.size() < count) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(into, rest.data(), count);
  rest.remove_prefix(count);
  return CAIRO_STATUS_SUCCESS;
}

std::uint32_t big_endian(std::string_view four) {
  std::uint32_t number = 0;
  for (const char c : four) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

// A few bytes can stand for any number of pixels, so the header is asked first (PNG, 11.2.2).
bool is_small_png(std::string_view png) {
  constexpr std::string_view signature("\x89PNG\r\n\x1a\n", 8);
  constexpr std::size_t width_at = 16, height_at = 20, header = 24;
  if (png.size() < header || !png.starts_with(signature)) return false;
  const auto width = big_endian(png.substr(width_at, 4)),
             height = big_endian(png.substr(height_at, 4));
  return width > 0 && height > 0 && width <= most_pixels && height <= most_pixels / width;
}

void must(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS) throw pdf_fault(cairo_status_to_string(status));
}

}  // namespace

struct pdf_document::parts {
  std::string bytes, language;
  owned_surface surface;
  owned_cairo on;
  double y = margin;
  bool opened = false;

  void open_document();
  owned_layout layout_of(std::string_view words, const pdf_style& style) const;
  void new_page();
  void draw(std::string_view tag, std::string_view words, const pdf_style& style);
};

// Behind the picture: cairo 1.16 refuses one between the tag's beginning and its first content.
void pdf_document::parts::open_document() {
  if (!opened) cairo_tag_begin(on.get(), whole, nullptr);
  opened = true;
}

owned_layout pdf_document::parts::layout_of(std::string_view words, const pdf_style& style) const {
  owned_layout made(pango_cairo_create_layout(on.get()));
  if (!made) throw pdf_fault("no layout");
  const owned_font font(pango_font_description_from_string(families));
  pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
  pango_font_description_set_weight(font.get(),
                                    style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(made.get(), font.get());
  pango_layout_set_width(made.get(), int((page_width - 2 * margin - style.indent) * PANGO_SCALE));
  pango_layout_set_wrap(made.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(made.get(), words.data(), int(words.size()));
  return made;
}

void pdf_document::parts::new_page() {
  cairo_show_page(on.get());
  y = margin;
}

// Line by line, so that a text may go on on the next page; there its tag begins anew, since the
// content of a tag is that of one page.
void pdf_document::parts::draw(std::string_view tag, std::string_view words,
                               const pdf_style& style) {
  const auto layout = layout_of(words, style);
  const std::string name(tag);
  int height = 0;
  pango_layout_get_size(layout.get(), nullptr, &height);
  y += y > margin ? style.before : 0;
  const double all = double(height) / PANGO_SCALE;
  if (y + all > bottom && all <= bottom - margin) new_page();
  const double grey = style.muted ? muted_grey : 0;
  cairo_set_source_rgb(on.get(), grey, grey, grey);
  cairo_tag_begin(on.get(), name.c_str(), nullptr);
  const owned_iterator at(pango_layout_get_iter(layout.get()));
  do {
    PangoRectangle line;
    pango_layout_iter_get_line_extents(at.get(), nullptr, &line);
    const double tall = double(line.height) / PANGO_SCALE;
    if (y + tall > bottom) {
      cairo_tag_end(on.get(), name.c_str());
      new_page();
      cairo_tag_begin(on.get(), name.c_str(), nullptr);
    }
    const double down = double(pango_layout_iter_get_baseline(at.get()) - line.y) / PANGO_SCALE;
    cairo_move_to(on.get(), margin + style.indent + double(line.x) / PANGO_SCALE, y + down);
    pango_cairo_show_layout_line(on.get(), pango_layout_iter_get_line_readonly(at.get()));
    y += tall;
  } while (pango_layout_iter_next_line(at.get()));
  cairo_tag_end(on.get(), name.c_str());
}

pdf_document::pdf_document(const pdf_about& about) : parts_(std::make_unique<parts>()) {
  auto& own = *parts_;
  own.language = about.language;
  own.surface.reset(
      cairo_pdf_surface_create_for_stream(append_bytes, &own.bytes, page_width, page_height));
  must(cairo_surface_status(own.surface.get()));
  const auto say = [&](cairo_pdf_metadata_t what, const std::string& text) {
    cairo_pdf_surface_set_metadata(own.surface.get(), what, text.c_str());
  };
  say(CAIRO_PDF_METADATA_TITLE, about.title);
  say(CAIRO_PDF_METADATA_AUTHOR, about.author);
  say(CAIRO_PDF_METADATA_CREATOR, "Zusage");
  const auto whole_seconds = std::chrono::floor<std::chrono::seconds>(about.created);
  say(CAIRO_PDF_METADATA_CREATE_DATE, to_iso(whole_seconds));
  own.on.reset(cairo_create(own.surface.get()));
  must(cairo_status(own.on.get()));
}

pdf_document::~pdf_document() = default;

bool pdf_document::picture(std::string_view png, double most_width, double most_height) {
  auto& own = *parts_;
  if (own.opened || !is_small_png(png)) return false;
  const owned_surface image(cairo_image_surface_create_from_png_stream(take_bytes, &png));
  if (cairo_surface_status(image.get()) != CAIRO_STATUS_SUCCESS) return false;
  const double width = cairo_image_surface_get_width(image.get()),
               height = cairo_image_surface_get_height(image.get());
  const double scale = std::min(most_width / width, most_height / height);
  cairo_save(own.on.get());
  cairo_translate(own.on.get(), margin, own.y);
  cairo_scale(own.on.get(), scale, scale);
  cairo_set_source_surface(own.on.get(), image.get(), 0, 0);
  cairo_paint(own.on.get());
  cairo_restore(own.on.get());
  own.y += height * scale;
  return true;
}

void pdf_document::text(std::string_view tag, std::string_view words, const pdf_style& style) {
  if (words.empty()) return;
  parts_->open_document();
  parts_->draw(tag, words, style);
}

void pdf_document::begin_list() {
  parts_->open_document();
  cairo_tag_begin(parts_->on.get(), "L", nullptr);
}

void pdf_document::item(std::string_view words, std::string_view note, const pdf_style& style) {
  auto& own = *parts_;
  cairo_tag_begin(own.on.get(), "LI", nullptr);
  auto inside = style;
  inside.indent += list_indent;
  own.draw("LBody", words, inside);
  inside.before = 0;
  inside.muted = true;
  if (!note.empty()) own.draw("LBody", note, inside);
  cairo_tag_end(own.on.get(), "LI");
}

void pdf_document::end_list() {
  cairo_tag_end(parts_->on.get(), "L");
}

std::string pdf_document::finish() {
  auto& own = *parts_;
  own.open_document();
  cairo_tag_end(own.on.get(), whole);
  must(cairo_status(own.on.get()));
  own.on.reset();
  cairo_surface_finish(own.surface.get());
  must(cairo_surface_status(own.surface.get()));
  return with_language(std::move(own.bytes), own.language);
}

}  // namespace zusage::web
