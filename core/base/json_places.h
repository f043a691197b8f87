// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

#include <vector>

namespace redial {

/// A place in a text, both from 1; the column counts characters, not bytes.
struct TextPlace
{
    int line = 1;
    int column = 1;

    friend bool operator==(const TextPlace&, const TextPlace&) = default;
};

/// The place of a byte of UTF-8 text; beyond its end that of the end.
TextPlace placeOfByte(const QByteArray& text, qsizetype offset);

/// One JSON pointer further down (RFC 6901).
QString jsonPointerBelow(const QString& pointer, QString member);

/// Where in a JSON text what stands: QJsonDocument reads values and forgets their places. A
/// member's place is that of its name, an entry's that of its value. Takes any bytes: beyond what
/// is no JSON, or deeper than mostDepth, nothing has a place.
class JsonPlaces
{
public:
    static constexpr int mostDepth = 256;

    explicit JsonPlaces(const QByteArray& json);

    /// The place of what the pointer names, or of the nearest thing above it that has one.
    TextPlace of(const QString& pointer) const;
    /// Pointers of members whose object has their name a second time, in the order of the text.
    const std::vector<QString>& duplicates() const { return duplicates_; }

private:
    class Scanner;

    QHash<QString, TextPlace> places_;
    std::vector<QString> duplicates_;
};

} // namespace redial
