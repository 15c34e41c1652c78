import Foundation
import StrataCore
import StrataFraming
import TestSupport
import Testing

/// Recorded exchanges of .NET's and Mono's WCF, one file a connection and direction.
enum Captures {
    /// What a family of recordings holds.
    enum Kind: Sendable {
        /// Text over HTTP in that version, all of it ours to read and to understand.
        case plain(MessageVersion)
        /// The same below a header of WS-Security: to be read, and refused by a node that does not process that header.
        case secured(MessageVersion)
        /// Nothing for the text encoding over HTTP, and why.
        case other(String)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var file: String
        var version: MessageVersion
        var isSecured: Bool
        var testDescription: String { file }
        var isRequests: Bool { file.hasSuffix(".c2s.bin") }
    }

    static let families: [String: Kind] = [
        "corewcf-basic": .plain(.soap11), "corewcf-basic-https": .plain(.soap11), "corewcf-basic-https-clientcert": .plain(.soap11),
        "corewcf-text-s11a10": .plain(.soap11Addressing10), "corewcf-text-s12": .plain(.soap12),
        "corewcf-text-s12a04": .plain(.soap12AddressingAugust2004), "corewcf-text-s12a10": .plain(.soap12Addressing10),
        "corewcf-text-s12a10-utf16": .plain(.soap12Addressing10), "corewcf-ws-https": .plain(.soap12Addressing10),
        "corewcf-ws-none": .plain(.soap12Addressing10), "corewcf-ws2007-none": .plain(.soap12Addressing10),
        "mono-basic": .plain(.soap11), "mono-basic-httpauth-basic": .plain(.soap11),
        "mono-text-s12a04": .plain(.soap12AddressingAugust2004), "mono-ws-none": .plain(.soap12Addressing10),

        "corewcf-basic-tmwc-cert": .secured(.soap11), "corewcf-basic-tmwc-user": .secured(.soap11),
        "corewcf-sec-certovertransport": .secured(.soap12Addressing10), "corewcf-sec-userovertransport": .secured(.soap12Addressing10),
        "corewcf-sec-userovertransport-sha256": .secured(.soap12Addressing10), "corewcf-ws-tmwc-cert": .secured(.soap12Addressing10),
        "corewcf-ws-tmwc-user": .secured(.soap12Addressing10), "corewcf-ws-tmwc-user-sct": .secured(.soap12Addressing10),
        "corewcf-ws2007-tmwc-user": .secured(.soap12Addressing10), "corewcf-ws2007-tmwc-user-sct": .secured(.soap12Addressing10),
        "mono-sec-anonforcert": .secured(.soap12Addressing10), "mono-sec-asym-basic128rsa15": .secured(.soap12Addressing10),
        "mono-sec-mutualcert": .secured(.soap12Addressing10), "mono-sec-mutualcert10": .secured(.soap12Addressing10),
        "mono-sec-userforcert": .secured(.soap12Addressing10), "mono-ws-msg-cert": .secured(.soap12Addressing10),
        "mono-ws-msg-none": .secured(.soap12Addressing10), "mono-ws-msg-user": .secured(.soap12Addressing10),

        "corewcf-basic-mtom": .other("MTOM"), "corewcf-mtom-s12a10": .other("MTOM"), "mono-basic-mtom": .other("MTOM"),
        "corewcf-bin-http": .other("binary XML"), "corewcf-bin-http-deflate": .other("binary XML"),
        "corewcf-bin-http-gzip": .other("binary XML"), "corewcf-bin-https": .other("binary XML"), "corewcf-nethttp": .other("binary XML"),
        "mono-bin-http": .other("binary XML"),
        "corewcf-nethttp-duplex": .other("WebSocket"), "corewcf-nethttp-ws": .other("WebSocket"),
        "corewcf-nettcp": .other("net.tcp"), "corewcf-nettcp-duplex": .other("net.tcp"), "corewcf-nettcp-ssl": .other("net.tcp"),
        "corewcf-nettcp-ssl-cert": .other("net.tcp"), "corewcf-nettcp-ssl-duplex": .other("net.tcp"),
        "corewcf-nettcp-streamed-calc": .other("net.tcp"), "corewcf-nettcp-tmwc-user": .other("net.tcp"),
        "corewcf-tcp-bin": .other("net.tcp"), "corewcf-tcp-bin-gzip": .other("net.tcp"), "corewcf-tcp-ssl-element": .other("net.tcp"),
        "corewcf-tcp-text": .other("net.tcp"), "mono-nettcp": .other("net.tcp"), "mono-nettcp-duplex": .other("net.tcp"),
        "mono-nettcp-streamed": .other("net.tcp"), "mono-tcp-text": .other("net.tcp"),
    ]

    private static let folder = "interop/captures"

    /// Every recording there is.
    static let files: [String] = {
        guard let url = SharedData.url(folder), let all = try? FileManager.default.contentsOfDirectory(atPath: url.path) else { return [] }
        return all.filter { $0.hasSuffix(".bin") }.sorted()
    }()

    static func family(of file: String) -> String { String(file.prefix { $0 != "." }) }

    static let rows: [Row] = files.compactMap { file in
        switch families[family(of: file)] {
        case .plain(let version): Row(file: file, version: version, isSecured: false)
        case .secured(let version): Row(file: file, version: version, isSecured: true)
        case .other, nil: nil
        }
    }

    static func octets(_ file: String) throws -> [UInt8] {
        try SharedData.octets("\(folder)/\(file)")
    }

    /// A request or a response, as far as its message is concerned.
    struct Item: Sendable {
        var status = 0
        var contentType: String?
        var action: String?
        var body: [UInt8] = []
    }

    static func requests(_ octets: [UInt8]) throws -> [Item] {
        var reader = HTTP1.RequestReader()
        var items: [Item] = []
        try octets.withUnsafeBytes { octets in
            let progress = try reader.read(octets) { part in
                switch part {
                case .head(let head): items.append(Item(contentType: head.fields["content-type"], action: head.fields["soapaction"]))
                case .body(let piece): items[items.count - 1].body += piece
                case .trailers, .end: break
                }
                return true
            }
            #expect(progress.consumed == octets.count)
        }
        try reader.inputEnded()
        return items
    }

    static func responses(_ octets: [UInt8]) throws -> [Item] {
        var reader = HTTP1.ResponseReader()
        var items: [Item] = []
        try octets.withUnsafeBytes { octets in
            var at = 0
            while at < octets.count {
                try reader.begin(method: "POST")
                var hasEnded = false
                while !hasEnded {
                    let progress = try reader.next(UnsafeRawBufferPointer(rebasing: octets[at...]))
                    at += progress.consumed
                    switch progress.part {
                    case .head(let head): items.append(Item(status: head.status, contentType: head.fields["content-type"]))
                    case .body(let piece): items[items.count - 1].body += piece
                    case .end: hasEnded = true
                    case .interim, .trailers: break
                    case nil: throw Cut()
                    }
                }
            }
        }
        return items
    }

    struct Cut: Error {}
}
