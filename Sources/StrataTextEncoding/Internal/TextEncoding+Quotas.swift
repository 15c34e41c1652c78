internal import StrataInfoset

extension TextEncoding {
    /// Each quota by name, with its value here and its usual one.
    static func quotas(_ quotas: XMLQuotas, _ usual: XMLQuotas) -> [(String, Int, Int)] {
        [
            ("maxDepth", quotas.maxDepth, usual.maxDepth),
            ("maxStringContentLength", quotas.maxStringContentLength, usual.maxStringContentLength),
            ("maxArrayLength", quotas.maxArrayLength, usual.maxArrayLength),
            ("maxBytesPerRead", quotas.maxBytesPerRead, usual.maxBytesPerRead),
            ("maxNameTableCharCount", quotas.maxNameTableCharCount, usual.maxNameTableCharCount),
            ("maxAttributesPerElement", quotas.maxAttributesPerElement, usual.maxAttributesPerElement),
            ("maxNameLength", quotas.maxNameLength, usual.maxNameLength),
            ("maxNodes", quotas.maxNodes, usual.maxNodes),
        ]
    }
}
