// SPDX-License-Identifier: MIT
#include "core/base/json_places.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <optional>

namespace redial {

namespace {

bool isBlank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

} // namespace

TextPlace placeOfByte(const QByteArray& text, qsizetype offset)
{
    TextPlace place;
    const qsizetype end = std::min(offset, text.size());
    for (qsizetype i = 0; i < end; ++i) {
        if (text[i] == '\n') {
            ++place.line;
            place.column = 1;
        } else if (!isContinuation(text[i])) {
            ++place.column;
        }
    }
    return place;
}

QString jsonPointerBelow(const QString& pointer, QString member)
{
    member.replace(QLatin1Char('~'), QLatin1String("~0"))
        .replace(QLatin1Char('/'), QLatin1String("~1"));
    return pointer + QLatin1Char('/') + member;
}

/// Walks the text once. Each function leaves the position behind what it read and says whether the
/// text can still be followed.
class JsonPlaces::Scanner
{
public:
    Scanner(const QByteArray& json, JsonPlaces& found) : json_(json), found_(found) {}

    bool value(const QString& pointer, int depth)
    {
        blanks();
        if (depth > mostDepth || atEnd())
            return false;
        if (peek() == '{')
            return object(pointer, depth);
        if (peek() == '[')
            return array(pointer, depth);
        if (peek() == '"')
            return text().has_value();
        const qsizetype begin = position_;
        while (!atEnd() && !isBlank(peek()) && peek() != ',' && peek() != '}' && peek() != ']')
            step();
        return position_ > begin;
    }

private:
    bool object(const QString& pointer, int depth)
    {
        step();
        if (blanks(); take('}'))
            return true;
        do {
            blanks();
            const TextPlace place = here_;
            const auto name = text();
            blanks();
            if (!name || !take(':'))
                return false;
            const QString below = jsonPointerBelow(pointer, *name);
            if (found_.places_.contains(below))
                found_.duplicates_.push_back(below);
            found_.places_.insert(below, place);
            if (!value(below, depth + 1))
                return false;
            blanks();
        } while (take(','));
        return take('}');
    }

    bool array(const QString& pointer, int depth)
    {
        step();
        if (blanks(); take(']'))
            return true;
        int index = 0;
        do {
            blanks();
            const QString below = jsonPointerBelow(pointer, QString::number(index++));
            found_.places_.insert(below, here_);
            if (!value(below, depth + 1))
                return false;
            blanks();
        } while (take(','));
        return take(']');
    }

    /// A string as Qt reads it, escapes and all.
    std::optional<QString> text()
    {
        const qsizetype begin = position_;
        if (!take('"'))
            return std::nullopt;
        while (!atEnd() && peek() != '"') {
            if (peek() == '\\')
                step();
            if (!atEnd())
                step();
        }
        if (!take('"'))
            return std::nullopt;
        const QByteArray quoted = json_.mid(begin, position_ - begin);
        return QJsonDocument::fromJson('[' + quoted + ']').array().at(0).toString();
    }

    void blanks()
    {
        while (!atEnd() && isBlank(peek()))
            step();
    }

    bool take(char byte)
    {
        if (atEnd() || peek() != byte)
            return false;
        step();
        return true;
    }

    bool atEnd() const { return position_ >= json_.size(); }
    char peek() const { return json_[position_]; }

    void step()
    {
        const char byte = json_[position_++];
        if (byte == '\n') {
            ++here_.line;
            here_.column = 1;
        } else if (!isContinuation(byte)) {
            ++here_.column;
        }
    }

    const QByteArray& json_;
    JsonPlaces& found_;
    qsizetype position_ = 0;
    TextPlace here_;
};

JsonPlaces::JsonPlaces(const QByteArray& json)
{
    Scanner(json, *this).value({}, 0);
}

TextPlace JsonPlaces::of(const QString& pointer) const
{
    QString above = pointer;
    while (!above.isEmpty()) {
        if (const auto found = places_.constFind(above); found != places_.constEnd())
            return *found;
        above.truncate(std::max<qsizetype>(above.lastIndexOf(QLatin1Char('/')), 0));
    }
    return {};
}

} // namespace redial
