using Kif;
using Kif.Models;

namespace ThirdParty.Gpt2;

/// <summary>For <c>kif compare --plugin ThirdParty.Gpt2.dll --model FOLDER</c>, where the folder's <c>model_type</c> is <c>mini-gpt2</c>.</summary>
public sealed class Gpt2Plugin : IKifPlugin
{
    /// <inheritdoc/>
    public void Register(KifCatalog kif) =>
        kif.AddBackbone("mini-gpt2", "GPT-2 in one class, with old names", (files, device, dtype) => new MiniGpt2(files, device, dtype));
}
