// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/spreadsheet.hpp"

#include <zlib.h>

#include <stdexcept>

namespace zusage::tests {
namespace {

constexpr std::string_view entry_mark = "PK\x01\x02", local_mark = "PK\x03\x04";
constexpr std::size_t entry_head = 46, local_head = 30;
constexpr std::size_t deflated = 8;

std::size_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::size_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8U | static_cast<unsigned char>(bytes.at(at + i));
  return value;
}

std::string inflated(std::string_view packed, std::size_t size) {
  std::string out(size, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::runtime_error("zlib does not begin");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const auto done = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  if (done != Z_STREAM_END) throw std::runtime_error("a part of an archive is broken");
  return out;
}

std::string unescaped(std::string text) {
  constexpr std::pair<std::string_view, char> entities[] = {
      {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&amp;", '&'}};
  for (const auto& [entity, character] : entities) {
    for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
      text.replace(at, entity.size(), 1, character);
  }
  return text;
}

// What stands between the first `<name …>` and `</name>`, "" without.
std::string inner(std::string_view of, const std::string& name) {
  auto begin = of.find("<" + name + ">");
  if (begin == std::string_view::npos) begin = of.find("<" + name + " ");
  const auto end = of.find("</" + name + ">");
  if (begin == std::string_view::npos || end == std::string_view::npos) return {};
  const auto from = of.find('>', begin) + 1;
  return std::string(of.substr(from, end - from));
}

std::size_t column_of(std::string_view cell) {
  std::size_t number = 0;
  for (auto at = cell.find("r=\"") + 3; cell[at] >= 'A' && cell[at] <= 'Z'; ++at)
    number = number * 26 + std::size_t(cell[at] - 'A') + 1;
  return number - 1;
}

std::vector<sheet_cell> cells_of(std::string_view row) {
  std::vector<sheet_cell> cells;
  for (auto at = row.find("<c "); at != std::string_view::npos; at = row.find("<c ", at + 1)) {
    const auto one = row.substr(at, row.find("</c>", at) + 4 - at);
    sheet_cell cell;
    cell.formula = one.find("<f") != std::string_view::npos;
    cell.number = one.find("t=\"inlineStr\"") == std::string_view::npos;
    cell.text = unescaped(inner(one, cell.number ? "v" : "t"));
    cells.resize(std::max(cells.size(), column_of(one) + 1));
    cells[column_of(one)] = std::move(cell);
  }
  return cells;
}

}  // namespace

std::string part_of_archive(std::string_view archive, std::string_view name) {
  for (auto at = archive.find(entry_mark); at != std::string_view::npos;
       at = archive.find(entry_mark, at + 1)) {
    if (archive.substr(at + entry_head, number_at(archive, at + 28, 2)) != name) continue;
    const auto packed = number_at(archive, at + 20, 4), size = number_at(archive, at + 24, 4);
    const auto local = number_at(archive, at + 42, 4);
    if (archive.substr(local, local_mark.size()) != local_mark) break;
    const auto begin =
        local + local_head + number_at(archive, local + 26, 2) + number_at(archive, local + 28, 2);
    const auto body = archive.substr(begin, packed);
    return number_at(archive, at + 10, 2) == deflated ? inflated(body, size) : std::string(body);
  }
  throw std::runtime_error("an archive has no " + std::string(name));
}

std::vector<std::vector<sheet_cell>> read_sheet(std::string_view file) {
  const auto xml = part_of_archive(file, "xl/worksheets/sheet1.xml");
  std::vector<std::vector<sheet_cell>> rows;
  for (auto at = xml.find("<row "); at != std::string::npos; at = xml.find("<row ", at + 1))
    rows.push_back(cells_of(std::string_view(xml).substr(at, xml.find("</row>", at) - at)));
  return rows;
}

}  // namespace zusage::tests
