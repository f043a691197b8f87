// SPDX-License-Identifier: MIT
#include "ui/window/run_export.h"

#include "core/base/whole_file.h"
#include "ui/models/event_text.h"
#include "ui/panels/graph_widget.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QSvgGenerator>

namespace redial {

namespace {

constexpr double pictureScale = 2;

QByteArray quoted(const QString& text)
{
    QString safe = text;
    if (!safe.isEmpty() && QStringLiteral("=+-@\t\r").contains(safe.front())) {
        bool number = false;
        safe.toDouble(&number);
        if (!number)
            safe.prepend(QChar(u'\''));
    }
    if (safe.contains(QChar(u'"')) || safe.contains(QChar(u',')) || safe.contains(QChar(u'\n')) ||
        safe.contains(QChar(u'\r')))
        safe =
            QChar(u'"') + safe.replace(QStringLiteral("\""), QStringLiteral("\"\"")) + QChar(u'"');
    return safe.toUtf8();
}

} // namespace

Expected<void, QString> saveBytes(const QString& path, const QByteArray& bytes)
{
    const auto written = writeWholeFile(path, bytes);
    if (written)
        return {};
    return Unexpected{QStringLiteral("Could not write \"%1\": %2. Choose another place.")
                          .arg(path, written.error())};
}

Expected<void, QString> savePng(GraphWidget& graph, const QSize& size, const QString& path)
{
    QImage image(size * pictureScale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(pictureScale);
    {
        QPainter painter(&image);
        graph.paintPicture(painter, size);
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "PNG"))
        return Unexpected{
            QStringLiteral("Could not write \"%1\": the picture is too large.").arg(path)};
    return saveBytes(path, bytes);
}

Expected<void, QString> saveSvg(GraphWidget& graph, const QSize& size, const QString& path)
{
    QByteArray bytes;
    {
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(0, 0), size));
        generator.setTitle(graph.accessibleName());
        QPainter painter(&generator);
        graph.paintPicture(painter, size);
    }
    return saveBytes(path, bytes);
}

QByteArray csvHeader()
{
    return QByteArrayLiteral("number,time_s,utc,lane,source,connection,attempt,event,details\r\n");
}

QByteArray csvLine(const EventLog& log, EventNumber event)
{
    const EventHeader& header = log.header(event);
    const auto name = [](std::string_view text) {
        return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    };
    const double seconds = static_cast<double>(runTimeOf(log, event).count()) / 1e9;
    return QByteArray::number(static_cast<qulonglong>(event)) + ',' +
           QByteArray::number(seconds, 'f', 9) + ',' + wallText(header.wall).toUtf8() + ',' +
           name(nameOf(header.lane)) + ',' + name(nameOf(header.source)) + ',' +
           QByteArray::number(header.epoch) + ',' + QByteArray::number(header.attempt) + ',' +
           quoted(eventName(log, event)) + ',' + quoted(eventSummary(log, event, 100'000)) + "\r\n";
}

} // namespace redial
