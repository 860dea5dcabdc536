namespace KifStrategy._1;

/// <summary>
/// Registers the strategy: for <c>kif compare --plugin KifStrategy.1.dll</c>, and in a program <c>services.AddKif(new KifStrategy__1Plugin().Register)</c>.
/// </summary>
public sealed class KifStrategy__1Plugin : IKifPlugin
{
    /// <inheritdoc/>
    public void Register(KifCatalog kif) =>
        kif.AddStrategy<KifStrategy__1Strategy, KifStrategy__1Options>("strategy-name", "a quadratic penalty on the distance from the weights after the previous task");
}
