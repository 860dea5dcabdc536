using Kif.Pipeline.Descriptions;

namespace Kif.Pipeline.Options;

/// <summary>An option's value as text, and where it comes from.</summary>
/// <param name="Path">The option's path, e.g. <c>estimate.beta1</c>; case is no difference.</param>
/// <param name="Value">Its value; numbers in invariant form, <c>null</c> for none.</param>
/// <param name="Origin">Who said it; see <see cref="OptionOrigin"/>.</param>
public sealed record OptionSetting(string Path, string Value, string Origin);
