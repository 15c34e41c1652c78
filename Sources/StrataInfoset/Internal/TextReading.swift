/// One reading of a text: finds the encoding, copies the octets once, runs the parser, and tells where it failed.
struct TextReading {
    let octets: UnsafeRawBufferPointer
    let quotas: XMLQuotas
    let refused: XMLConstructs
    let expectation: EncodingExpectation
    let context: InfosetCursor?
    /// What the copy of the octets is wiped with in the end; nil when they are no secret.
    let wipe: OctetWipe?

    init(
        _ octets: UnsafeRawBufferPointer, _ quotas: XMLQuotas, _ refused: XMLConstructs, _ expectation: EncodingExpectation,
        _ context: InfosetCursor?, _ wipe: OctetWipe? = nil
    ) {
        self.octets = octets
        self.quotas = quotas
        self.refused = refused
        self.expectation = expectation
        self.context = context
        self.wipe = wipe
    }

    func read() throws(InfosetError) -> InfosetStorage {
        var detection: EncodingDetection
        do {
            detection = try EncodingDetection(octets, expectation)
            // Only a document may begin with a mark; in content the same octets are a character of the text.
            if context != nil { detection.markLength = 0 }
        } catch {
            throw InfosetError(error, quotas: quotas, offset: 0, line: 1, column: 1)
        }
        let text = UnsafeRawBufferPointer(rebasing: octets[detection.markLength...])
        do {
            return try read(text, detection)
        } catch {
            throw located(error, text, detection)
        }
    }

    private func read(_ text: UnsafeRawBufferPointer, _ detection: EncodingDetection) throws(ParseFailure) -> InfosetStorage {
        let isBig = detection.encoding == .utf16BigEndian
        let length = detection.encoding == .utf8 ? text.count : try UTF16Transcoder.utf8Count(text, isBig: isBig)
        if length > Int(UInt32.max) - 1 << 20 { throw ParseFailure(.size, 0) }
        // Text, padding, preamble of the name table, names of the context, padding.
        let scope = context.map { FragmentScope($0) }
        let preamble = length + scanPadding
        let total = preamble + NameTable.preambleLength + (scope?.length ?? 0) + scanPadding
        if total > Int(UInt32.max) - 4096 { throw ParseFailure(.size, 0) }
        let base = Octets.allocate(capacity: total)
        var isAdopted = false
        defer {
            if !isAdopted {
                wipe?(UnsafeMutableRawBufferPointer(start: base, count: total))
                base.deallocate()
            }
        }
        if detection.encoding == .utf8 {
            if text.count > 0 { UnsafeMutableRawBufferPointer(start: base, count: length).copyMemory(from: text) }
        } else {
            UTF16Transcoder.decode(text, isBig: isBig, to: base)
        }
        (base + length).update(repeating: 0, count: total - length)
        (base + preamble).update(from: NameTable.preamble, count: NameTable.preambleLength)

        var scratch = ScratchPool.take()
        // The tables are used beside the records, so they are taken out and put back; both are plain values of pointers.
        var names = scratch.names
        defer {
            scratch.names = names
            ScratchPool.giveBack(scratch)
        }
        names.reset(base, preambleAt: preamble)
        scope?.write(to: base, at: preamble + NameTable.preambleLength, &names)
        let parser = TextParser(
            base: base, end: base + length, quotas: quotas, refused: refused, encoding: detection.encoding,
            mustDeclareEncoding: detection.mustBeDeclared, context: context)
        let count = try parser.run(&scratch, &names)
        scratch.names = names
        isAdopted = true
        return InfosetStorage(
            freezing: &scratch, nodeCount: count, bytes: base, byteCount: total, externals: [], quotas: quotas, wipe: wipe)
    }

    /// Finds line and column in the text as it came; references are decoded in place, so the parser's copy cannot tell.
    private func located(_ failure: ParseFailure, _ text: UnsafeRawBufferPointer, _ detection: EncodingDetection) -> InfosetError {
        var line = 1
        var column = 1
        var previous: UInt32 = 0
        func count(_ c: UInt32) {
            if c == 10 {
                if previous != 13 { line += 1 }
                column = 1
            } else if c == 13 {
                line += 1
                column = 1
            } else {
                column += 1
            }
            previous = c
        }
        var offset: Int
        if detection.encoding == .utf8 {
            offset = min(failure.offset, text.count)
            for octet in text[..<offset] where octet & 0xC0 != 0x80 { count(UInt32(octet)) }
        } else {
            offset = 0
            var utf8 = 0
            let isBig = detection.encoding == .utf16BigEndian
            while offset + 1 < text.count, utf8 < failure.offset {
                let u = isBig ? UInt32(text[offset]) << 8 | UInt32(text[offset + 1]) : UInt32(text[offset + 1]) << 8 | UInt32(text[offset])
                offset += 2
                // Each half of a surrogate pair stands for two of its four octets.
                utf8 += u < 0x80 ? 1 : u < 0x800 || u & 0xF800 == 0xD800 ? 2 : 3
                if u & 0xFC00 != 0xDC00 { count(u) }
            }
        }
        return InfosetError(failure, quotas: quotas, offset: offset + detection.markLength, line: line, column: column)
    }
}
