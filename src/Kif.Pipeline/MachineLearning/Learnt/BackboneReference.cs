using Kif.Pipeline.Embedded;
using Kif.Pipeline.Jobs;

namespace Kif.Pipeline.MachineLearning.Learnt;

/// <summary>A reference to the backbone that a model was trained on.</summary>
/// <param name="Folder">The backbone's folder, or <c>embedded</c>.</param>
/// <param name="Weights">SHA-256 of its weights.</param>
/// <param name="Tokenizer">SHA-256 of its tokenizer's files.</param>
internal sealed record BackboneReference(string Folder, string Weights, string Tokenizer)
{
    public static BackboneReference Of(string folder) => new(folder, ModelFolderHash.Weights(PathOf(folder)), ModelFolderHash.Tokenizer(PathOf(folder)));

    /// <summary>Returns the folder's path; the embedded model is extracted on first use.</summary>
    public static string PathOf(string folder) => folder == CompareSettings.Embedded ? EmbeddedModel.Folder() : folder;
}
