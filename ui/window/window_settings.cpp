// SPDX-License-Identifier: MIT
#include "ui/window/window_settings.h"

#include "core/wire/url_without_secrets.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QSettings>

namespace redial {

namespace {

constexpr int mostRecentFiles = 10;

QSettings settings()
{
    return QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("redial"),
                     QStringLiteral("redial-desktop"));
}

} // namespace

WindowSettings WindowSettings::load()
{
    const QSettings kept = settings();
    WindowSettings result;
    const RunSettings usual;
    result.run.embedded = kept.value(QStringLiteral("run/embedded"), true).toBool();
    result.run.url = kept.value(QStringLiteral("run/url")).toString();
    result.run.proxy = kept.value(QStringLiteral("run/proxy"), false).toBool();
    result.run.listen = kept.value(QStringLiteral("run/listen"), usual.listen).toString();
    result.run.upstream = kept.value(QStringLiteral("run/upstream"), usual.upstream).toString();
    result.run.station = kept.value(QStringLiteral("run/station"), usual.station).toString();
    result.run.protocol = kept.value(QStringLiteral("run/protocol"), usual.protocol).toString();
    result.run.transport = kept.value(QStringLiteral("run/transport"), usual.transport).toString();
    result.run.message = kept.value(QStringLiteral("run/message"), usual.message).toString();
    result.run.boot = kept.value(QStringLiteral("run/boot"), usual.boot).toString();
    result.run.closing = kept.value(QStringLiteral("run/closing")).toString();
    result.run.caFile = kept.value(QStringLiteral("run/caFile")).toString();
    const auto object = [&kept](const QString& key) {
        return QJsonDocument::fromJson(kept.value(key).toByteArray()).object();
    };
    result.session = object(QStringLiteral("run/session"));
    result.stream = object(QStringLiteral("run/stream"));
    result.msgi = object(QStringLiteral("run/msgi"));
    result.policy = object(QStringLiteral("run/policy"));
    result.recentUrls = kept.value(QStringLiteral("run/recentUrls")).toStringList();
    result.filterHistory = kept.value(QStringLiteral("window/filters")).toStringList();
    result.logarithmic = kept.value(QStringLiteral("window/logarithmic")).toBool();
    result.geometry = kept.value(QStringLiteral("window/geometry")).toByteArray();
    result.layout = kept.value(QStringLiteral("window/layout")).toByteArray();
    return result;
}

void WindowSettings::save() const
{
    QSettings kept = settings();
    kept.setValue(QStringLiteral("run/embedded"), run.embedded);
    kept.setValue(QStringLiteral("run/url"), urlTextWithoutSecrets(run.url));
    kept.setValue(QStringLiteral("run/proxy"), run.proxy);
    kept.setValue(QStringLiteral("run/listen"), run.listen);
    kept.setValue(QStringLiteral("run/upstream"), run.upstream);
    kept.setValue(QStringLiteral("run/station"), run.station);
    kept.setValue(QStringLiteral("run/protocol"), run.protocol);
    kept.setValue(QStringLiteral("run/transport"), run.transport);
    kept.setValue(QStringLiteral("run/message"), run.message);
    kept.setValue(QStringLiteral("run/boot"), run.boot);
    kept.setValue(QStringLiteral("run/closing"), run.closing);
    kept.setValue(QStringLiteral("run/caFile"), run.caFile);
    const auto keep = [&kept](const QString& key, const QJsonObject& object) {
        kept.setValue(key, QJsonDocument(object).toJson(QJsonDocument::Compact));
    };
    keep(QStringLiteral("run/session"), session);
    keep(QStringLiteral("run/stream"), stream);
    keep(QStringLiteral("run/msgi"), msgi);
    keep(QStringLiteral("run/policy"), policy);
    QStringList urls;
    for (const QString& url : recentUrls)
        urls.append(urlTextWithoutSecrets(url));
    kept.setValue(QStringLiteral("run/recentUrls"), urls);
    kept.setValue(QStringLiteral("window/filters"), filterHistory);
    kept.setValue(QStringLiteral("window/logarithmic"), logarithmic);
    kept.setValue(QStringLiteral("window/geometry"), geometry);
    kept.setValue(QStringLiteral("window/layout"), layout);
}

QString keptAppearance()
{
    return settings()
        .value(QStringLiteral("window/appearance"), QStringLiteral("system"))
        .toString();
}

void keepAppearance(const QString& appearance)
{
    settings().setValue(QStringLiteral("window/appearance"), appearance);
}

QStringList recentFiles()
{
    return settings().value(QStringLiteral("files/recent")).toStringList();
}

void rememberRecentFile(const QString& path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList files = recentFiles();
    files.removeAll(absolute);
    files.prepend(absolute);
    settings().setValue(QStringLiteral("files/recent"), QStringList(files.mid(0, mostRecentFiles)));
}

void forgetRecentFile(const QString& path)
{
    QStringList files = recentFiles();
    files.removeAll(path);
    settings().setValue(QStringLiteral("files/recent"), files);
}

} // namespace redial
