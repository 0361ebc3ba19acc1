window.YTD.direct_messages.part0 = [
  {
    "dmConversation" : {
      "conversationId" : "1700000001-1700000777",
      "messages" : [
        {
          "messageCreate" : {
            "recipientId" : "1700000777",
            "reactions" : [
              { "senderId" : "1700000777", "reactionKey" : "like", "eventId" : "1900000000000000009", "createdAt" : "2026-05-11T09:02:00.000Z" }
            ],
            "urls" : [
              { "url" : "https://t.co/abc", "expanded" : "https://www.avallby.example/felanmalan", "display" : "avallby.example/felanmalan" }
            ],
            "text" : "Hej! Tack, vi tittar på det. Felanmäl gärna här: https://t.co/abc",
            "mediaUrls" : [ ],
            "senderId" : "1700000001",
            "id" : "1900000000000000002",
            "createdAt" : "2026-05-11T08:45:10.120Z",
            "editHistory" : [ ]
          }
        },
        {
          "messageCreate" : {
            "recipientId" : "1700000001",
            "reactions" : [ ],
            "urls" : [ ],
            "text" : "Lampan vid Ågatan 3 är trasig & hänger löst. =2+2",
            "mediaUrls" : [ "https://ton.twitter.com/dm/1900000000000000001/1900000000000000000/lampa1.jpg", "https://video.twimg.com/dm_video/19/vid/720x720/borta.mp4?tag=1" ],
            "senderId" : "1700000777",
            "id" : "1900000000000000001",
            "createdAt" : "2026-05-11T07:30:00.001Z",
            "editHistory" : [ { "createdAtSec" : "1778484660", "editedText" : "Lampan vid Ågatan 3 är trasig" } ]
          }
        }
      ]
    }
  },
  {
    "dmConversation" : {
      "conversationId" : "1700000001-1700000888",
      "messages" : [ ]
    }
  }
]
