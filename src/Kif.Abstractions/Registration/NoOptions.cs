namespace Kif;

/// <summary>The options of something that has none.</summary>
public sealed class NoOptions;
