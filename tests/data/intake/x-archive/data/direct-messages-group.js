window.YTD.direct_messages_group.part0 = [
  {
    "dmConversation" : {
      "conversationId" : "1800000000000000000",
      "messages" : [
        { "participantsLeave" : { "userIds" : [ "1700000888" ], "createdAt" : "2026-05-14T10:00:00.000Z" } },
        { "messageCreate" : { "reactions" : [ ], "urls" : [ ], "text" : "Kan ni svara om biblioteket?", "mediaUrls" : [ ], "senderId" : "1700000888", "id" : "1900000000000000011", "createdAt" : "2026-05-13T10:00:00.000Z" } },
        { "conversationNameUpdate" : { "initiatingUserId" : "1700000777", "name" : "Bibliotek", "createdAt" : "2026-05-12T10:00:00.000Z" } },
        { "participantsJoin" : { "initiatingUserId" : "1700000777", "userIds" : [ "1700000888" ], "createdAt" : "2026-05-12T09:30:00.000Z" } },
        { "joinConversation" : { "initiatingUserId" : "1700000777", "participantsSnapshot" : [ "1700000001", "1700000777" ], "createdAt" : "2026-05-12T09:00:00.000Z" } }
      ]
    }
  }
]
