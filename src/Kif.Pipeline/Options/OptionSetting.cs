using Kif.Pipeline.Descriptions;

namespace Kif.Pipeline.Options;

/// <summary>An option's value as text, with its origin.</summary>
/// <param name="Path">The option's path, e.g. <c>estimate.beta1</c>; case-insensitive.</param>
/// <param name="Value">The value; numbers in invariant form, <c>null</c> for none.</param>
/// <param name="Origin">The origin; see <see cref="OptionOrigin"/>.</param>
public sealed record OptionSetting(string Path, string Value, string Origin);
