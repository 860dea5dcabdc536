namespace Kif.Models.Llama;

/// <summary>How fast each pair of a head's numbers rotates with the position.</summary>
internal interface IRope
{
    /// <summary>Whether the speeds depend on the length of the text; else one table serves all lengths.</summary>
    bool FollowsLength => false;

    /// <summary>Radians per position of each pair, and the factor that sine and cosine are multiplied by.</summary>
    /// <param name="length">Number of positions.</param>
    (double[] Speeds, double Factor) At(long length);
}
