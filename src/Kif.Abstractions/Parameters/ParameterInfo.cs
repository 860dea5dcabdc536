namespace Kif;

/// <summary>One trainable tensor and its place in the flat vector.</summary>
/// <param name="Name">Its name as PEFT or Hugging Face spells it.</param>
/// <param name="Module">The module that it belongs to.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Shape">Its shape, row-major.</param>
/// <param name="Offset">Index of its first entry in the flat vector.</param>
/// <param name="Length">Number of entries.</param>
/// <param name="Aliases">Further names of the same (tied) tensor.</param>
/// <param name="Decays">Whether weight decay applies to it.</param>
public sealed record ParameterInfo(
    string Name, ModuleInfo Module, ParameterRole Role, IReadOnlyList<long> Shape, long Offset, long Length, IReadOnlyList<string> Aliases, bool Decays);
