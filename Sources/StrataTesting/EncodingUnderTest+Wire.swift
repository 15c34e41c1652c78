internal import StrataCore

extension EncodingUnderTest {
    /// The content type of what is written has the encoder's media type and can be read; what the claims accept is read, what they refuse
    /// is not supported, and octets without a content type are read unless it is needed.
    public func checkContentTypes() throws {
        let expect = Expectations("content types of \(encoding.elementName), \(encoding.messageVersion)")
        try expect.running {
            let message = try anyMessage(expect)
            var writer = try makeEnd()
            let sent = try writer.encode(message, expect, "a message")
            let mediaType = writer.about.mediaType
            try expect.isTrue(
                sent.contentType.lowercased().starts(with: mediaType.lowercased()) && !mediaType.isEmpty,
                "the content type '\(sent.contentType)' begins with the media type '\(mediaType)'")
            try expect.isTrue(!mediaType.contains(";"), "the media type '\(mediaType)' is without parameters")
            for contentType in [sent.contentType] + claims.accepts {
                var reader = try makeEnd()
                try expect.isTrue(reader.about.supports(contentType: contentType), "'\(contentType)' is supported")
                let received: Message
                do throws(MessageCodingError) { received = try reader.decode(sent.octets, contentType) } catch {
                    throw expect.fail("a message of type '\(contentType)' was not read: \(error)")
                }
                try expectSame(received, message, expect, "a message of type '\(contentType)'")
            }
            for contentType in claims.refuses {
                var reader = try makeEnd()
                try expect.isTrue(!reader.about.supports(contentType: contentType), "'\(contentType)' is not supported")
                // A transport has asked before; an encoder that looks again says the same.
                do throws(MessageCodingError) { _ = try reader.decode(sent.octets, contentType) } catch {
                    try expect.equal(error.code, .unsupportedContentType, "the code of the error for '\(contentType)'")
                }
            }
            var reader = try makeEnd()
            do {
                try expectSame(try reader.decode(sent.octets, nil), message, expect, "a message without a content type")
                try expect.isTrue(!claims.needsContentType, "octets without the content type that the claims call needed are refused")
            } catch let error as MessageCodingError {
                try expect.isTrue(claims.needsContentType, "octets without a content type are read; thrown was \(error)")
            }
        }
    }

    /// The action travels where addressing or the claims say so, comes back whole, and never breaks out of its content type.
    public func checkAction() throws {
        let expect = Expectations("action with \(encoding.elementName), \(encoding.messageVersion)")
        try expect.running {
            let sample = try anyMessage(expect)
            for action in ["urn:strata:testing/action", "urn:a\r\nField: value", "urn:strata:testing/a\"b\\c;d=e"] {
                var (message, writer, reader) = (sample, try makeEnd(), try makeEnd())
                message.headers.action = action
                let sent: EncoderEnd.Sent
                do { sent = try writer.encode(message, expect, "an action") } catch let error as MessageCodingError {
                    try expect.equal(error.code, .notEncodable, "the code of the error for an action that cannot be said")
                    try expect.isTrue(action != "urn:strata:testing/action", "a plain action can be said; thrown was \(error)")
                    continue
                }
                try expect.isTrue(
                    sent.contentType.utf8.allSatisfy { $0 >= 32 && $0 != 127 },
                    "the content type has no control character in it, whatever the action says")
                let received: Message
                do throws(MessageCodingError) { received = try reader.decode(sent.octets, sent.contentType) } catch {
                    throw expect.fail("a message with the action '\(action)' was not read: \(error)")
                }
                let found = received.properties.transportAction ?? received.headers.action
                if encoding.messageVersion.addressing != .none {
                    // White space is XML's to change; everything else comes back.
                    guard !action.contains("\r") else { continue }
                    try expect.equal(received.headers.action, action, "the action in the headers")
                } else if claims.carriesAction {
                    try expect.equal(found, action, "the action that the encoding carries")
                } else {
                    try expect.isTrue(found == nil, "an encoding that does not claim to carry the action finds none, not '\(found ?? "")'")
                }
            }
        }
    }

    /// An envelope of another SOAP version is refused by name, so that a service can say which it speaks. Needs `otherVersions`.
    public func checkVersions() throws {
        let expect = Expectations("versions of \(encoding.elementName), \(encoding.messageVersion)")
        try expect.running {
            for other in otherVersions where other.messageVersion.envelope != encoding.messageVersion.envelope {
                guard other.messageVersion.envelope != .none, encoding.messageVersion.envelope != .none else { continue }
                let peer = EncodingUnderTest(other, claims)
                var (writer, reader) = (try peer.makeEnd(), try makeEnd())
                let sent = try writer.encode(try peer.anyMessage(expect), expect, "another version")
                try expect.refusing(
                    .versionMismatch, .unsupportedContentType, in: "reading an envelope of \(other.messageVersion.envelope)"
                ) {
                    _ = try reader.decode(sent.octets, contentType(sent))
                }
            }
        }
    }

    /// The encoder states the content coding that the claims name, and what it writes looks it.
    public func checkContentCoding() throws {
        let expect = Expectations("content coding of \(encoding.elementName), \(encoding.messageVersion)")
        try expect.running {
            var writer = try makeEnd()
            try expect.equal(writer.about.contentCoding, claims.contentCoding, "the content coding that the encoder states")
            let sent = try writer.encode(try anyMessage(expect), expect, "a message")
            let isGzip = sent.octets.starts(with: [0x1F, 0x8B])
            try expect.equal(isGzip, claims.contentCoding == "gzip", "whether the octets begin as gzip's do")
        }
    }
}
