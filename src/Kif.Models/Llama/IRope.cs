namespace Kif.Models.Llama;

/// <summary>A kind of rotary position embedding: the rotation of each pair of a head's elements per position.</summary>
internal interface IRope
{
    /// <summary>Whether the inverse frequencies depend on the length of the text; otherwise one table serves all lengths.</summary>
    bool FollowsLength => false;

    /// <summary>Computes the inverse frequencies (radians per position of each pair), and the factor on sine and cosine.</summary>
    /// <param name="length">The number of positions.</param>
    (double[] Speeds, double Factor) At(long length);
}
