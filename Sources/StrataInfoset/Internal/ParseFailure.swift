/// What the parser throws: small and trivial; the reader adds line, column and words.
struct ParseFailure: Error, BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
        case malformed, unexpectedEnd, documentType, instruction, comment, encodingMismatch, encoding, octets, character, entity
        case namespace, duplicateAttribute, mismatchedEndTag, secondRoot, noRoot, version
        case maxDepth, maxBytesPerRead, maxNameTableCharCount, maxAttributesPerElement, maxNameLength, maxNodes, size
    }

    var kind: Kind
    /// Octets from the start of the UTF-8 text.
    var offset: Int

    @inline(never)
    init(_ kind: Kind, _ offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

extension InfosetError {
    init(_ failure: ParseFailure, quotas: XMLQuotas, offset: Int, line: Int, column: Int) {
        func plain(_ code: Code, _ reason: String) -> InfosetError {
            InfosetError(code, reason, offset: offset, line: line, column: column)
        }
        func quota(_ name: String, _ value: Int) -> InfosetError {
            InfosetError(quota: name, value: value, offset: offset, line: line, column: column)
        }
        self =
            switch failure.kind {
            case .malformed: plain(.malformed, "not well-formed")
            case .unexpectedEnd: plain(.unexpectedEnd, "the document ends too early")
            case .documentType: plain(.documentTypeForbidden, "a document type declaration is never accepted")
            case .instruction: plain(.processingInstructionForbidden, "processing instructions are refused here")
            case .comment: plain(.commentForbidden, "comments are refused here")
            case .encodingMismatch:
                plain(.encodingMismatch, "byte order mark, declared encoding and the encoding given by the transport differ")
            case .encoding: plain(.unsupportedEncoding, "only UTF-8 and UTF-16 are read")
            case .version: plain(.unsupportedEncoding, "only XML 1.0 is read")
            case .octets: plain(.invalidEncoding, "the octets are not text in the document's encoding")
            case .character: plain(.invalidCharacter, "a character that XML does not allow")
            case .entity: plain(.undefinedEntity, "a reference to an entity that is not predefined, or a malformed reference")
            case .namespace: plain(.namespace, "an undeclared prefix, or a declaration that Namespaces in XML forbids")
            case .duplicateAttribute: plain(.duplicateAttribute, "an attribute or declaration occurs twice on one element")
            case .mismatchedEndTag: plain(.malformed, "the end tag does not match its start tag")
            case .secondRoot: plain(.malformed, "content after the document element")
            case .noRoot: plain(.unexpectedEnd, "there is no document element")
            case .maxDepth: quota("maxDepth", quotas.maxDepth)
            case .maxBytesPerRead: quota("maxBytesPerRead", quotas.maxBytesPerRead)
            case .maxNameTableCharCount: quota("maxNameTableCharCount", quotas.maxNameTableCharCount)
            case .maxAttributesPerElement: quota("maxAttributesPerElement", min(quotas.maxAttributesPerElement, 65535))
            case .maxNameLength: quota("maxNameLength", min(quotas.maxNameLength, 65535))
            case .maxNodes: quota("maxNodes", quotas.maxNodes)
            case .size: plain(.invalidEncoding, "the document is larger than 4 GiB")
            }
    }
}
