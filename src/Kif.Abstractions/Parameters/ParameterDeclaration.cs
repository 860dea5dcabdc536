namespace Kif;

/// <summary>One trainable tensor before it has a place: what a model declares to build its <see cref="ParameterSpace"/>.</summary>
/// <param name="Name">Its name as PEFT or Hugging Face spells it.</param>
/// <param name="Module">The module that it belongs to.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Shape">Its shape, row-major; every size positive.</param>
/// <param name="Decays">Whether weight decay applies. Default: true.</param>
/// <param name="Aliases">Further names of the same (tied) tensor; null for none.</param>
public sealed record ParameterDeclaration(
    string Name, ModuleInfo Module, ParameterRole Role, IReadOnlyList<long> Shape, bool Decays = true, IReadOnlyList<string>? Aliases = null);
