window.YTD.note_tweet.part0 = [
  {
    "noteTweet" : {
      "noteTweetId" : "1910000000000000900",
      "updatedAt" : "2026-05-15T06:00:00.000Z",
      "lifecycle" : { "value" : "1", "name" : "Stable", "originalName" : "Stable", "annotations" : { } },
      "createdAt" : "2026-05-15T06:00:00.000Z",
      "core" : { "styletags" : [ ], "urls" : [ ], "text" : "Ett långt inlägg om översiktsplanen, som inte ryms i ett vanligt.", "mentions" : [ ], "cashtags" : [ ], "hashtags" : [ ] }
    }
  }
]
