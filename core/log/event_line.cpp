// SPDX-License-Identifier: MIT
#include "core/log/event_line.h"

#include "core/log/json_scanner.h"
#include "core/log/json_writing.h"
#include "core/log/wall_time_text.h"

#include <array>
#include <limits>

namespace redial {

namespace {

/// The members of an event's line; all of them stand on every line, in this order when written.
enum class Member { Number, Time, Wall, Lane, Source, Epoch, Attempt, Kind, Fields };
constexpr auto members = std::to_array<std::string_view>(
    {"n", "t", "w", "lane", "source", "epoch", "attempt", "kind", "fields"});

constexpr std::int64_t latestTime = std::int64_t{1} << 62;

void appendWall(std::string& out, WallTime wall)
{
    out += '"';
    if (appendWallTime(out, wall)) {
        out += '"';
        return;
    }
    out.pop_back();
    appendJsonInteger(out, wall.time_since_epoch().count());
}

void appendField(std::string& out, const EventLog& log, const Field& field)
{
    appendJsonString(out, log.keyName(field.key));
    out += ':';
    if (const auto* integer = std::get_if<std::int64_t>(&field.value))
        appendJsonInteger(out, *integer);
    else if (const auto* real = std::get_if<double>(&field.value))
        appendJsonReal(out, *real);
    else if (const auto* boolean = std::get_if<bool>(&field.value))
        out += *boolean ? "true" : "false";
    else
        appendJsonString(out, std::get<std::string_view>(field.value));
}

/// One line on its way into a log.
class LineParse
{
public:
    LineParse(std::string_view line, std::string& scratch, EventLog& log,
              std::vector<Field>& fields)
        : scanner_(line, scratch), log_(log), fields_(fields)
    {
    }

    bool run()
    {
        if (!scanner_.expect('{'))
            return false;
        do {
            if (!member())
                return false;
        } while (scanner_.skip(','));
        if (!scanner_.expect('}') || !scanner_.expectEnd())
            return false;
        for (std::size_t i = 0; i < members.size(); ++i) {
            if ((seen_ & (1U << i)) == 0) {
                scanner_.fail("the member \"" + std::string(members[i]) + "\" is missing");
                return false;
            }
        }
        return true;
    }

    const EventHeader& header() const { return header_; }
    const std::string& failure() const { return scanner_.failure(); }

private:
    bool member()
    {
        const auto name = scanner_.string();
        if (!name)
            return false;
        // Written in this order, so the next one is nearly always the right one.
        std::size_t index = next_;
        if (index >= members.size() || members[index] != *name) {
            index = 0;
            while (index < members.size() && members[index] != *name)
                ++index;
        }
        if (index == members.size()) {
            scanner_.fail("\"" + std::string(*name) + "\" is no member of an event");
            return false;
        }
        if ((seen_ & (1U << index)) != 0) {
            scanner_.fail("the member \"" + std::string(*name) + "\" stands twice");
            return false;
        }
        seen_ |= 1U << index;
        next_ = index + 1;
        return scanner_.expect(':') && value(static_cast<Member>(index));
    }

    bool value(Member which)
    {
        switch (which) {
        case Member::Number:
            return number();
        case Member::Time:
            return time();
        case Member::Wall:
            return wall();
        case Member::Lane:
            return named(header_.lane, &laneFromName, "lane");
        case Member::Source:
            return named(header_.source, &sourceFromName, "source");
        case Member::Epoch:
            return count(header_.epoch);
        case Member::Attempt:
            return count(header_.attempt);
        case Member::Kind:
            return kind();
        case Member::Fields:
            break;
        }
        return fields();
    }

    std::optional<std::int64_t> integer()
    {
        const auto scalar = scanner_.scalar();
        const auto* value = scalar ? std::get_if<std::int64_t>(&*scalar) : nullptr;
        if (!value)
            scanner_.fail("a whole number is missing");
        return value ? std::optional(*value) : std::nullopt;
    }

    bool number()
    {
        const auto read = integer();
        const auto expected = static_cast<std::int64_t>(log_.size() + 1);
        if (read && *read != expected)
            scanner_.fail("event " + std::to_string(expected) + " is missing, event " +
                          std::to_string(*read) + " stands in its place");
        return !scanner_.failed();
    }

    bool time()
    {
        const auto read = integer();
        // So far apart that no difference of two times can overflow.
        if (read && (*read < 0 || *read > latestTime))
            scanner_.fail("\"t\" is not between 0 and 4611686018427387904 ns");
        else if (read)
            header_.time = MonotonicTime(std::chrono::nanoseconds(*read));
        return !scanner_.failed();
    }

    bool wall()
    {
        const auto scalar = scanner_.scalar();
        if (!scalar)
            return false;
        if (const auto* ms = std::get_if<std::int64_t>(&*scalar)) {
            header_.wall = WallTime(std::chrono::milliseconds(*ms));
            return true;
        }
        const auto* text = std::get_if<std::string_view>(&*scalar);
        const auto read = text ? wallTimeFromText(*text) : std::nullopt;
        if (read)
            header_.wall = *read;
        else
            scanner_.fail("\"w\" is not a time such as 2025-01-01T00:00:00.000Z");
        return read.has_value();
    }

    template <class Enum>
    bool named(Enum& out, std::optional<Enum> (*fromName)(std::string_view), std::string_view what)
    {
        const auto name = scanner_.string();
        if (!name)
            return false;
        const auto read = fromName(*name);
        if (read)
            out = *read;
        else
            scanner_.fail("\"" + std::string(*name) + "\" is no " + std::string(what));
        return read.has_value();
    }

    bool count(std::uint32_t& out)
    {
        const auto read = integer();
        if (!read)
            return false;
        if (*read < 0 || *read > std::numeric_limits<std::uint32_t>::max()) {
            scanner_.fail("a count is negative or too large");
            return false;
        }
        out = static_cast<std::uint32_t>(*read);
        return true;
    }

    bool kind()
    {
        const auto name = scanner_.string();
        if (!name)
            return false;
        if (const auto known = log_.tryInternKind(*name)) {
            header_.kind = *known;
            return true;
        }
        scanner_.fail("the file has more unknown kinds than a log can hold");
        return false;
    }

    bool fields()
    {
        if (!scanner_.expect('{'))
            return false;
        if (scanner_.skip('}'))
            return true;
        do {
            const auto name = scanner_.string();
            if (!name || !scanner_.expect(':'))
                return false;
            const auto value = scanner_.scalar();
            if (!value)
                return false;
            const auto key = log_.tryInternKey(*name);
            if (!key) {
                scanner_.fail("the file has more unknown field names than a log can hold");
                return false;
            }
            fields_.emplace_back(*key, *value);
        } while (scanner_.skip(','));
        return scanner_.expect('}');
    }

    JsonScanner scanner_;
    EventLog& log_;
    std::vector<Field>& fields_;
    EventHeader header_;
    unsigned seen_ = 0;
    std::size_t next_ = 0;
};

} // namespace

void appendEventLine(std::string& out, const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    out += "{\"n\":";
    appendJsonInteger(out, static_cast<std::int64_t>(number));
    out += ",\"t\":";
    appendJsonInteger(out, header.time.time_since_epoch().count());
    out += ",\"w\":";
    appendWall(out, header.wall);
    out += ",\"lane\":\"";
    out += nameOf(header.lane);
    out += "\",\"source\":\"";
    out += nameOf(header.source);
    out += "\",\"epoch\":";
    appendJsonInteger(out, header.epoch);
    out += ",\"attempt\":";
    appendJsonInteger(out, header.attempt);
    out += ",\"kind\":";
    appendJsonString(out, log.kindName(header.kind));
    out += ",\"fields\":{";
    EventLog::FieldCursor cursor = log.fieldCursor(number);
    for (bool first = true; const auto field = cursor.next(); first = false) {
        if (!first)
            out += ',';
        appendField(out, log, *field);
    }
    out += "}}\n";
}

Expected<void, std::string> EventLineReader::read(std::string_view line)
{
    fields_.clear();
    LineParse parse(line, scratch_, log_, fields_);
    if (!parse.run())
        return Unexpected{parse.failure()};
    log_.append(parse.header(), fields_);
    return {};
}

} // namespace redial
