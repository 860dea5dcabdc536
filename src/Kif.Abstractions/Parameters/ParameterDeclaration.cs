namespace Kif;

/// <summary>The declaration of one trainable tensor, from which a model builds its <see cref="ParameterSpace"/>.</summary>
/// <param name="Name">Its PEFT or Hugging Face name.</param>
/// <param name="Module">Its module.</param>
/// <param name="Role">Its role.</param>
/// <param name="Shape">Its shape, row-major; every size positive.</param>
/// <param name="Decays">Whether weight decay applies. Default: true.</param>
/// <param name="Aliases">Further names of the same (tied) tensor; null for none.</param>
public sealed record ParameterDeclaration(
    string Name, ModuleInfo Module, ParameterRole Role, IReadOnlyList<long> Shape, bool Decays = true, IReadOnlyList<string>? Aliases = null);
