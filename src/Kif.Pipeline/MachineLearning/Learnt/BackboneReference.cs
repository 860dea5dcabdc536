using Kif.Pipeline.Embedded;
using Kif.Pipeline.Jobs;

namespace Kif.Pipeline.MachineLearning.Learnt;

/// <summary>Which backbone a model was trained on; never the backbone itself.</summary>
/// <param name="Folder">Its folder, or <c>embedded</c>.</param>
/// <param name="Weights">SHA-256 of its weights.</param>
/// <param name="Tokenizer">SHA-256 of its tokenizer's files.</param>
internal sealed record BackboneReference(string Folder, string Weights, string Tokenizer)
{
    public static BackboneReference Of(string folder) => new(folder, ModelFolderHash.Weights(PathOf(folder)), ModelFolderHash.Tokenizer(PathOf(folder)));

    /// <summary>Where the folder lies; the embedded one is laid out when it is first wanted.</summary>
    public static string PathOf(string folder) => folder == CompareSettings.Embedded ? EmbeddedModel.Folder() : folder;
}
